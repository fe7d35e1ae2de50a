//! A server that does next to nothing: it reads to the end of a request, and writes an answer that is ready.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Starts it on a thread of its own, and says where it is.
pub(crate) fn start() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address: SocketAddr = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::spawn(move || {
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                tokio::spawn(serve(stream));
            }
            #[allow(unreachable_code, reason = "it says what the block gives")]
            io::Result::Ok(())
        })
    });
    Ok(format!("http://{address}"))
}

const CONNECTION: &str = r#"{"id":"ac_6t5kdaPvkcH3WQ6BnELSDa","app_id":"ACTIVECAMPAIGN","name":"My CRM","ready":true,"created_at":"2024-09-11T09:36:27.512Z","updated_at":"2024-09-11T09:36:27.512Z","fingerprint":"3f1c7c8ab2d94d0e"}"#;

fn answer(body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-RateLimit-Limit: 50\r\n";
    format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

async fn serve(mut stream: TcpStream) -> io::Result<()> {
    let one = answer(CONNECTION);
    let many = answer(&format!("[{}]", [CONNECTION; 50].join(",")));
    let mut seen = Vec::new();
    loop {
        let Some(end) = end(&seen) else {
            if stream.read_buf(&mut seen).await? == 0 {
                return Ok(());
            }
            continue;
        };
        let list = seen.starts_with(b"GET /flows/vault/connections?");
        seen.drain(..end);
        stream.write_all(if list { &many } else { &one }).await?;
    }
}

/// Where the first request ends, if all of it is there.
fn end(seen: &[u8]) -> Option<usize> {
    let head = seen.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&seen[..head]).ok()?.to_ascii_lowercase();
    let length =
        text.split_once("content-length: ").and_then(|(_, rest)| rest.split('\r').next()?.parse().ok());
    let end = head + length.unwrap_or(0);
    (seen.len() >= end).then_some(end)
}
