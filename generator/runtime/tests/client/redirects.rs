//! Redirects: followed for GET and HEAD alone, and without credentials to another origin.

use runtime::error::{Error, RedirectRefusal};

use super::api::{TOKEN, builder, create, get, transport};
use super::fake::{Fake, Reply};
use super::server::{Act, Server, answer, json};

#[tokio::test]
async fn of_a_post_is_an_error_that_names_the_target() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start(move |_, _| answer(status, &[("Location", "/else?code=hush")], "")).await;
        let error = create(&transport(server.url())).await.unwrap_err();
        let Error::Redirected(redirected) = &error else { panic!("{error:?}") };
        assert_eq!(redirected.refusal(), RedirectRefusal::Method);
        assert_eq!(redirected.status().as_u16(), status);
        assert_eq!(redirected.location(), format!("{}/else?code=hush", server.url()));
        assert!(error.to_string().contains(&format!("{}/else", server.url())), "{error}");
        assert!(!format!("{error} {error:?}").contains("hush"), "a query may hold a secret: {error:?}");
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn of_a_get_is_followed_with_credentials_to_the_same_origin() {
    let server = Server::start(|_, seen| match seen.target.as_str() {
        "/things/a" => answer(307, &[("Location", "/things/b")], ""),
        _ => json(200, r#"{"id": 1}"#),
    })
    .await;
    get(&transport(server.url()), "a").await.unwrap();
    let seen = server.seen();
    assert_eq!((seen.len(), seen[1].method.as_str()), (2, "GET"));
    assert_eq!(seen[1].header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
}

#[tokio::test]
async fn to_another_origin_takes_nothing_of_the_callers_along() {
    let other = Server::start(|_, _| json(200, r#"{"id": 2}"#)).await;
    let location = format!("{}/things/b", other.url());
    let server = Server::start(move |_, _| answer(302, &[("Location", &location)], "")).await;
    let transport = builder(server.url()).default_header("X-Api-Key", "hush").build().unwrap();
    let thing = get(&transport, "a").header("X-Mine", "hush").header("Cookie", "hush").await.unwrap();
    assert_eq!(thing["id"], 2);
    let seen = other.only();
    assert!(server.only().header("x-mine").is_some());
    for name in ["authorization", "x-api-key", "x-mine", "cookie", "referer"] {
        assert_eq!(seen.header(name), None);
    }
    assert_eq!(seen.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn without_end() {
    let server = Server::start(|_, _| answer(302, &[("Location", "/things/a")], "")).await;
    let error = get(&transport(server.url()), "a").await.unwrap_err();
    let Error::Redirected(redirected) = &error else { panic!("{error:?}") };
    assert_eq!((redirected.refusal(), server.count()), (RedirectRefusal::TooMany, 11));
}

#[tokio::test]
async fn to_what_is_no_url_of_http() {
    let server = Server::start(|_, _| answer(302, &[("Location", "file:///etc/passwd")], "")).await;
    let error = get(&transport(server.url()), "a").await.unwrap_err();
    let Error::Redirected(redirected) = &error else { panic!("{error:?}") };
    assert_eq!(redirected.refusal(), RedirectRefusal::Target);
}

#[tokio::test]
async fn without_a_location_is_an_answer() {
    let server = Server::start(|_, _| answer(302, &[], "")).await;
    let error = create(&transport(server.url())).await.unwrap_err();
    assert!(matches!(error, Error::Undocumented(_)), "{error:?}");
}

#[tokio::test]
async fn are_ours_to_follow_whatever_the_http_client_says() {
    let server = Server::start(|_, _| answer(302, &[("Location", "/else")], "")).await;
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::limited(5));
    let transport = builder(server.url()).http_client(client).build().unwrap();
    let error = create(&transport).await.unwrap_err();
    assert!(matches!(error, Error::Redirected(_)), "{error:?}");
    assert_eq!(server.count(), 1);
}

/// What is on this machine may be http; where it leads may not.
#[tokio::test]
async fn from_this_machine_to_http_elsewhere() {
    let fake = || {
        Fake::new(|n, _| match n {
            0 => Reply::Answer(302, vec![("Location", "http://api.example/")], ""),
            _ => Reply::Answer(200, vec![], r#"{"id": 1}"#),
        })
    };
    let (allowed, refused) = (fake(), fake());
    let error = get(&builder("http://localhost".to_owned()).client(refused.clone()).build().unwrap(), "a");
    let error = error.await.unwrap_err();
    let Error::Redirected(redirected) = &error else { panic!("{error:?}") };
    assert_eq!((redirected.refusal(), refused.count()), (RedirectRefusal::Insecure, 1));
    let transport =
        builder("http://localhost".to_owned()).client(allowed.clone()).allow_http().build().unwrap();
    get(&transport, "a").await.unwrap();
    assert!(!allowed.arrived()[1].headers.contains_key("authorization"));
}

/// What it says besides is for people whose browsers do not follow it.
#[tokio::test]
async fn are_not_waited_for_to_end() {
    for length in [9, 5000] {
        let server = Server::start(move |_, seen| match seen.target.as_str() {
            "/things/a" => {
                let head = "HTTP/1.1 302 Found\r\nLocation: /things/b\r\n";
                Act::Write(format!("{head}Content-Length: {length}\r\n\r\nsee there"))
            }
            _ => json(200, r#"{"id": 1}"#),
        })
        .await;
        let transport = builder(server.url()).max_body(1000).build().unwrap();
        let call = get(&transport, "a").timeout(std::time::Duration::from_secs(5));
        assert_eq!(call.await.unwrap()["id"], 1, "{length}");
    }
}
