//! A server on this machine that answers as the real one does, also where that is not what it documents.

use std::io;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

/// The bearer token that the server takes.
pub(crate) const TOKEN: &str = "example-token";

type Connections = Arc<Mutex<Vec<Value>>>;

/// Starts the server on a free port of the loopback address, and gives the base URL for a client.
pub(crate) async fn start() -> io::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/api/v2", listener.local_addr()?);
    let router = Router::new()
        .route("/api/v2/flows/vault/connections", get(list).post(create))
        .route("/api/v2/flows/vault/connections/{id}", get(read).patch(update).delete(delete))
        .layer(middleware::from_fn(authorize))
        .with_state(Connections::default());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

async fn authorize(headers: HeaderMap, request: axum::extract::Request, next: Next) -> Response {
    let expected = format!("Bearer {TOKEN}");
    if headers.get("authorization").is_some_and(|value| value.as_bytes() == expected.as_bytes()) {
        next.run(request).await
    } else {
        refuse(StatusCode::UNAUTHORIZED, "Invalid token")
    }
}

async fn create(State(connections): State<Connections>, Json(request): Json<Value>) -> Response {
    let Ok(mut connections) = connections.lock() else { return broken() };
    let mut connection = json!({
        "id": format!("ac_6t5kdaPvkcH3WQ6BnELS{:02}", connections.len()),
        "app_id": request["app_id"],
        "name": request["name"],
        "ready": request.get("setup").is_some(),
        "created_at": "2024-09-11T09:36:27.512Z",
        "updated_at": "2024-09-11T09:36:27.512Z",
        "fingerprint": "3f1c7c8ab2d94d0e",
    });
    if let Some(text) = request["setup"]["token"].as_str() {
        connection["account_name"] = format!("Bearer {}", mask(text)).into();
    }
    connections.push(connection.clone());
    // Documented are 201, and a `refreshed_at` that is a time or is left out.
    connection["refreshed_at"] = Value::Null;
    Json(connection).into_response()
}

async fn list(
    State(connections): State<Connections>,
    Query(query): Query<std::collections::BTreeMap<String, String>>,
) -> Response {
    let Ok(connections) = connections.lock() else { return broken() };
    let number = |name, default| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (page, limit): (usize, usize) = (number("page", 0), number("per_page", 50));
    let items: Vec<_> = connections.iter().skip(page * limit).take(limit).collect();
    if query.get("include_totals").is_some_and(|text| text == "true") {
        let (start, total) = (page * limit, connections.len());
        Json(json!({ "start": start, "limit": limit, "total": total, "connections": items })).into_response()
    } else {
        Json(items).into_response()
    }
}

async fn read(State(connections): State<Connections>, Path(id): Path<String>) -> Response {
    let Ok(connections) = connections.lock() else { return broken() };
    match connections.iter().find(|connection| connection["id"] == *id) {
        Some(connection) => Json(connection).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "Connection not found"),
    }
}

async fn update(
    State(connections): State<Connections>,
    Path(id): Path<String>,
    Json(request): Json<Value>,
) -> Response {
    let Ok(mut connections) = connections.lock() else { return broken() };
    let Some(connection) = connections.iter_mut().find(|connection| connection["id"] == *id) else {
        return refuse(StatusCode::NOT_FOUND, "Connection not found");
    };
    if let Some(name) = request.get("name") {
        connection["name"] = name.clone();
    }
    if request.get("setup").is_some() {
        connection["ready"] = true.into();
    }
    connection["updated_at"] = "2024-09-11T09:36:28.047Z".into();
    let mut answer = connection.clone();
    answer["refreshed_at"] = Value::Null;
    Json(answer).into_response()
}

async fn delete(State(connections): State<Connections>, Path(id): Path<String>) -> Response {
    let Ok(mut connections) = connections.lock() else { return broken() };
    let before = connections.len();
    connections.retain(|connection| connection["id"] != *id);
    if connections.len() == before {
        // Not documented for this operation.
        return refuse(StatusCode::NOT_FOUND, "Connection not found");
    }
    // A type for a body that a 204 cannot have.
    (StatusCode::NO_CONTENT, [("content-type", "application/json; charset=utf-8")]).into_response()
}

/// `my-very-secret-token` is shown as `my-***ken`.
fn mask(text: &str) -> String {
    let start: String = text.chars().take(3).collect();
    let end: String = text.chars().skip(text.chars().count().saturating_sub(3)).collect();
    format!("{start}***{end}")
}

fn refuse(status: StatusCode, message: &str) -> Response {
    let name = status.canonical_reason().unwrap_or_default();
    let body = json!({ "statusCode": status.as_u16(), "error": name, "message": message });
    (status, Json(body)).into_response()
}

fn broken() -> Response {
    refuse(StatusCode::INTERNAL_SERVER_ERROR, "The server has panicked before")
}
