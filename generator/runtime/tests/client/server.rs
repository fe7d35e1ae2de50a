//! A server on loopback that misbehaves as it is told, byte by byte, and remembers what it was sent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Which connection it came over, counted from 0.
    pub connection: usize,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(field, _)| field == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} was sent twice");
        value
    }
}

/// What the server does with a request it has read.
pub(crate) enum Act {
    /// Writes these bytes and waits for the next request.
    Write(String),
    /// Writes these bytes and closes the connection.
    WriteAndClose(String),
    /// Closes the connection without a word.
    Close,
    /// Waits first.
    After(Duration, Box<Act>),
}

pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Act {
    Act::Write(bytes(status, headers, body))
}

pub(crate) fn bytes(status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("HTTP/1.1 {status} Whatever\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n" + body
}

pub(crate) fn json(status: u16, body: &str) -> Act {
    answer(status, &[("Content-Type", "application/json")], body)
}

pub(crate) struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Answers by what is asked, and by how many requests came before.
    pub(crate) async fn start<F>(act: F) -> Self
    where
        F: Fn(usize, &Seen) -> Act + Send + Sync + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (act, all) = (Arc::new(act), seen.clone());
        tokio::spawn(async move {
            for connection in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                let (act, all) = (act.clone(), all.clone());
                tokio::spawn(async move { serve(stream, connection, &*act, &all).await });
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request.
    pub(crate) fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:#?}");
        seen[0].clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen().len()
    }
}

async fn serve(
    mut stream: TcpStream,
    connection: usize,
    act: &(dyn Fn(usize, &Seen) -> Act + Send + Sync),
    all: &Mutex<Vec<Seen>>,
) {
    while let Some(seen) = read(&mut stream, connection).await {
        let mut next = {
            let mut all = all.lock().unwrap();
            all.push(seen.clone());
            act(all.len() - 1, &seen)
        };
        loop {
            match next {
                Act::Write(text) => {
                    if stream.write_all(text.as_bytes()).await.is_err() {
                        return;
                    }
                    break;
                }
                Act::WriteAndClose(text) => {
                    let _ = stream.write_all(text.as_bytes()).await;
                    let _ = stream.shutdown().await;
                    return;
                }
                Act::Close => return,
                Act::After(wait, act) => {
                    tokio::time::sleep(wait).await;
                    next = *act;
                }
            }
        }
    }
}

async fn read(stream: &mut TcpStream, connection: usize) -> Option<Seen> {
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
    Some(Seen { method, target, headers, body, connection })
}
