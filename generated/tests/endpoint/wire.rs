//! A server on loopback that says, byte by byte, what it is told to, right or wrong.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated::{Client, ClientBuilder, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does, one step after another, when it has read a request.
#[derive(Clone)]
pub(crate) enum Step {
    Say(Vec<u8>),
    Wait(Duration),
    Close,
    /// Closes in a way that the other side takes for a failure (RST).
    Reset,
}

pub(crate) fn say(bytes: impl AsRef<[u8]>) -> Vec<Step> {
    vec![Step::Say(bytes.as_ref().to_vec())]
}

pub(crate) fn say_and_close(bytes: impl AsRef<[u8]>) -> Vec<Step> {
    vec![Step::Say(bytes.as_ref().to_vec()), Step::Close]
}

/// An answer of JSON with these further header lines, each with its line's end.
pub(crate) fn json(status: u16, lines: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    say(format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{lines}\r\n{body}"
    ))
}

/// The server, and the requests that it has read.
pub(crate) struct Wire {
    origin: String,
    read: Arc<Mutex<Vec<String>>>,
}

impl Wire {
    /// Does what the script says for the request of this number.
    pub(crate) async fn start(script: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let wire =
            Self { origin: format!("http://{}", listener.local_addr().unwrap()), read: Arc::default() };
        let (script, all) = (Arc::new(script), wire.read.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, all) = (script.clone(), all.clone());
                tokio::spawn(async move { serve(stream, &*script, &all).await });
            }
        });
        wire
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// A client without a bearer token, whose repeats do not take long.
    pub(crate) fn builder(&self) -> ClientBuilder {
        let quick = RetryPolicy::new().backoff(Duration::from_millis(1), Duration::from_millis(2));
        Client::builder().base_url(self.origin.clone()).retry(quick)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().bearer_token("the-token").build().unwrap()
    }

    pub(crate) fn read(&self) -> Vec<String> {
        self.read.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.read().len()
    }
}

async fn serve(
    mut stream: TcpStream,
    script: &(impl Fn(usize) -> Vec<Step> + ?Sized),
    all: &Mutex<Vec<String>>,
) -> Option<()> {
    loop {
        let request = request(&mut stream).await?;
        let number = {
            let mut all = all.lock().unwrap();
            all.push(request);
            all.len() - 1
        };
        for step in script(number) {
            match step {
                Step::Say(bytes) => stream.write_all(&bytes).await.ok()?,
                Step::Wait(time) => tokio::time::sleep(time).await,
                Step::Close => return None,
                Step::Reset => {
                    stream.set_zero_linger().ok()?;
                    return None;
                }
            }
        }
    }
}

async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.split_once("content-length: ").map(|(_, rest)| rest.split('\r').next().unwrap());
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
