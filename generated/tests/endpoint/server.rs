//! A server on loopback that misbehaves as it is told, byte by byte, and remembers what it was sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated::models::{ApiKeyWithBaseUrlSetup, CreateActivecampaignConnectionApiKey};
use generated::{Client, ClientBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(field, _)| field == name).map(|(_, value)| &**value);
        let value = values.next();
        assert!(values.next().is_none(), "{name} was sent twice");
        value
    }
}

/// What the server does with a request.
pub(crate) struct Reply {
    wait: Duration,
    /// None: closes the connection without a word.
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: String,
    /// How many bytes of the body stay unsent when the connection is closed.
    cut: usize,
}

impl Reply {
    pub(crate) fn text(status: u16, body: impl Into<String>) -> Self {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Self { wait: Duration::ZERO, status: Some(status), headers, body: body.into(), cut: 0 }
    }

    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self::text(status, body.to_string())
    }

    /// Closes the connection without a word.
    pub(crate) fn close() -> Self {
        Self { status: None, ..Self::text(0, "") }
    }

    pub(crate) fn header(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// Waits first.
    pub(crate) fn after(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Leaves off the last bytes, and closes the connection.
    pub(crate) fn truncated(mut self, bytes: usize) -> Self {
        self.cut = bytes;
        self
    }

    fn bytes(&self) -> Option<String> {
        let mut text = format!("HTTP/1.1 {} Whatever\r\n", self.status?);
        if self.status != Some(204) {
            text += &format!("Content-Length: {}\r\n", self.body.len());
        }
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        Some(text + "\r\n" + &self.body[..self.body.len() - self.cut])
    }
}

pub(crate) struct Server {
    address: std::net::SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Replies by what is asked, and by how many requests came before.
    pub(crate) async fn start(reply: impl Fn(usize, &Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let (reply, seen) = (Arc::new(reply), server.seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (reply, seen) = (reply.clone(), seen.clone());
                tokio::spawn(async move { serve(stream, &*reply, &seen).await });
            }
        });
        server
    }

    /// Replies to each request in the same way.
    pub(crate) async fn always(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Self {
        Self::start(move |_, _| reply()).await
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client with a bearer token.
    pub(crate) fn client(&self) -> Client {
        self.builder().bearer_token("token").build().unwrap()
    }

    /// A client without credentials.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder().base_url(format!("{}/api/v2", self.origin()))
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many requests came.
    pub(crate) fn count(&self) -> usize {
        self.seen().len()
    }
}

async fn serve(
    mut stream: TcpStream,
    reply: &(impl Fn(usize, &Seen) -> Reply + ?Sized),
    all: &Mutex<Vec<Seen>>,
) -> Option<()> {
    loop {
        let seen = read(&mut stream).await?;
        let before = {
            let mut all = all.lock().unwrap();
            all.push(seen.clone());
            all.len() - 1
        };
        let reply = reply(before, &seen);
        tokio::time::sleep(reply.wait).await;
        stream.write_all(reply.bytes()?.as_bytes()).await.ok()?;
        if reply.cut > 0 {
            return None;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    while bytes.len() < head + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = String::from_utf8(bytes[head + 4..].to_vec()).unwrap();
    Some(Seen { method, target, headers, body })
}

/// A request that the server would take.
pub(crate) fn request() -> CreateActivecampaignConnectionApiKey {
    let setup = ApiKeyWithBaseUrlSetup::new("the-api-key", "https://acme.api.example");
    CreateActivecampaignConnectionApiKey::new("My CRM", setup)
}

/// A connection as the server answers it.
pub(crate) fn connection(id: &str) -> Value {
    json!({
        "id": id,
        "app_id": "ACTIVECAMPAIGN",
        "name": "My CRM",
        "ready": true,
        "created_at": "2024-09-11T09:36:27.512Z",
        "updated_at": "2024-09-11T09:36:27.512Z",
        "fingerprint": "3f1c7c8ab2d94d0e",
    })
}

/// An error as the server answers it.
pub(crate) fn refusal(status: u16, error: &str, message: &str) -> Reply {
    Reply::json(status, json!({ "statusCode": status, "error": error, "message": message }))
}
