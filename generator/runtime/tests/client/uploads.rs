//! Bodies that are not held in memory: files on disk, and what can be read but once.

use http::Method;
use runtime::File;
use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::encoding::Encoding;
use runtime::error::{Error, Failure};
use runtime::request::Request;
use runtime::schema::{Keyword, Number, Schema, Types};
use runtime::style::Style;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::api::{builder, transport};
use super::server::{Server, answer};

const ENCODINGS: &[Encoding] = &[
    Encoding::styled("a b", Style::DeepObject, true),
    Encoding::styled("tags", Style::SpaceDelimited, false),
];

static BODY: Schema = Schema(&[
    Keyword::Type(Types::OBJECT),
    Keyword::Properties(&[
        ("note", &Schema(&[Keyword::MaxLength(3)])),
        ("count", &Schema(&[Keyword::Maximum(Number::Integer(1))])),
        // What is on disk is not known, and not asked.
        ("file", &Schema(&[Keyword::Type(Types::STRING), Keyword::MinLength(1)])),
    ]),
]);

#[derive(Clone, Debug)]
enum Send {
    Body(File),
    Part(File),
    Noted(File),
    Styled,
}

impl Serialize for Send {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Part(file) | Self::Body(file) => map.serialize_entry("file", file)?,
            Self::Noted(file) => {
                map.serialize_entry("note", "much")?;
                map.serialize_entry("count", &2)?;
                map.serialize_entry("file", file)?;
            }
            Self::Styled => {
                map.serialize_entry("a b", &std::collections::BTreeMap::from([("x", 1)]))?;
                map.serialize_entry("tags", &["é", "%"])?;
            }
        }
        map.end()
    }
}

impl Operation for Send {
    type Output = ();
    type Error = std::convert::Infallible;
    const NAME: &'static str = "send";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::PUT, "/v", &[], validate);
        match self {
            Self::Body(file) => request.upload("application/octet-stream", file),
            _ => {
                // A file that is not in memory does not keep the rest from being checked and sent.
                request.check_body(self, &BODY);
                request.multipart(self, ENCODINGS);
            }
        }
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<()>, Failure> {
        match answer.status().as_u16() {
            200..=299 => answer.empty(),
            _ => Err(answer.undocumented()),
        }
    }
}

async fn server() -> Server {
    Server::start(|count, _| answer(if count == 0 { 503 } else { 204 }, &[], "")).await
}

fn on_disk(name: &str, content: &str) -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("upload-{}-{name}", std::process::id()));
    std::fs::write(&path, content).unwrap();
    path
}

#[tokio::test]
async fn a_file_on_disk_is_read_for_each_time_it_is_sent() {
    let content = "0123456789".repeat(20_000);
    let path = on_disk("body", &content);
    let server = server().await;
    Call::new(&transport(server.url()), Send::Body(File::at(&path).with_content_type("text/x")))
        .await
        .unwrap();
    std::fs::remove_file(path).unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    for seen in seen {
        assert!(seen.body == content);
        assert_eq!(
            (seen.header("content-length"), seen.header("content-type")),
            (Some("200000"), Some("text/x"))
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_no_file_on_disk_has_no_length_or_cannot_be_sent() {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    let transport = transport(server.url());
    // A pipe is said to be empty, whatever will come out of it.
    let path = std::env::temp_dir().join(format!("upload-{}-pipe", std::process::id()));
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let writer = std::thread::spawn({
        let path = path.clone();
        move || std::fs::write(path, "what comes")
    });
    Call::new(&transport, Send::Body(File::at(&path))).await.unwrap();
    let _ = writer.join().unwrap();
    std::fs::remove_file(path).unwrap();
    let seen = server.only();
    assert_eq!((seen.header("transfer-encoding"), seen.header("content-length")), (Some("chunked"), None));

    let error = Call::new(&transport, Send::Body(File::at(std::env::temp_dir()))).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn what_comes_but_once_is_sent_but_once() {
    let server = server().await;
    let file = File::from_reader(std::io::Cursor::new(b"once".to_vec()), Some(4));
    let call = Call::new(&transport(server.url()), Send::Body(file));
    let again = call.clone();
    assert_eq!(call.await.unwrap_err().status().unwrap(), 503);
    assert_eq!(server.only().body, "once");
    let Err(Error::Request(error)) = again.await else { panic!("it was sent") };
    assert_eq!(error.reason(), "it was sent before");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_error() {
    let server = server().await;
    for file in [Send::Body(File::at("/nowhere/at/all")), Send::Part(File::at("/nowhere/at/all"))] {
        let error = Call::new(&transport(server.url()), file).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_part_may_be_on_disk_and_have_header_fields() {
    let path = on_disk("part", "on disk");
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    let file = File::at(&path).named("f.txt").with_header("X-Hash", "abc");
    Call::new(&transport(server.url()), Send::Part(file.clone())).await.unwrap();
    std::fs::remove_file(path).unwrap();
    let body = server.only().body;
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\nContent-Type: application/octet-stream\r\nX-Hash: abc\r\n\r\non disk\r\n--";
    assert!(body.contains(head), "{body}");
    let bad = file.with_header("X-Bad", "a\r\nb");
    assert!(matches!(Call::new(&transport(server.url()), Send::Part(bad)).await, Err(Error::Request(_))));
    let stream = File::from_reader(std::io::Cursor::new(Vec::new()), None);
    assert!(matches!(Call::new(&transport(server.url()), Send::Part(stream)).await, Err(Error::Request(_))));
}

#[tokio::test]
async fn what_is_beside_a_file_is_checked_wherever_that_is() {
    let path = on_disk("beside", "on disk");
    let server = server().await;
    for file in [File::new("held"), File::at(&path)] {
        let error = Call::new(&transport(server.url()), Send::Noted(file)).await.unwrap_err();
        let Error::Invalid(violations) = &error else { panic!("{error:?}") };
        let found: Vec<_> = violations.iter().map(|v| (v.instance.as_str(), v.keyword)).collect();
        assert_eq!(found, [("/note", "maxLength"), ("/count", "maximum")]);
    }
    std::fs::remove_file(path).unwrap();
    let error = Call::new(&transport(server.url()), Send::Noted(File::new(""))).await.unwrap_err();
    assert_eq!(error.violations().unwrap().len(), 3, "one that is held is known");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_part_may_have_a_style() {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    Call::new(&transport(server.url()), Send::Styled).await.unwrap();
    let body = server.only().body;
    // Nothing is encoded there.
    for part in ["name=\"a b[x]\"\r\n\r\n1\r\n", "name=\"tags\"\r\n\r\né %\r\n"] {
        assert!(body.contains(part), "{body}");
    }
}

#[tokio::test]
async fn parts_of_a_form_have_the_header_fields_that_the_call_gives_them() {
    let server = server().await;
    let call = |form| Call::new(&transport(server.url()), form);
    call(Send::Styled).part_header("tags", "X-Lang", "en").part_header("tags", "X-More", "1").await.unwrap();
    let seen = server.seen();
    // The same when it is sent again.
    assert_eq!(seen.len(), 2);
    for seen in seen {
        let part = seen.body.split("name=\"tags\"").nth(1).unwrap();
        assert!(part.starts_with("\r\nX-Lang: en\r\nX-More: 1\r\n\r\n"), "{}", seen.body);
        assert_eq!(seen.body.matches("X-Lang").count(), 1, "{}", seen.body);
    }
    for (part, name, value) in
        [("tag", "X-Lang", "en"), ("tags", "X Lang", "en"), ("tags", "X-Lang", "e\r\nX-Evil: 1")]
    {
        let error = call(Send::Styled).part_header(part, name, value).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
    let error =
        call(Send::Body(File::from(b"x".to_vec()))).part_header("file", "X-Lang", "en").await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(server.seen().len(), 2);
}

/// Changes a file when the length that it had has been written down.
struct Changes(std::path::PathBuf, &'static str);

impl runtime::hook::Hook for Changes {
    fn before(&self, _: &runtime::http_client::Attempt, _: &mut reqwest::Request) {
        std::fs::write(&self.0, self.1).unwrap();
    }
}

#[tokio::test]
async fn a_file_that_changes_meanwhile_is_sent_as_long_as_it_was_or_is_an_error() {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    for (now, sent) in [("as it was, and more", true), ("less", false)] {
        let path = on_disk("changing", "as it was");
        let never = runtime::RetryPolicy::never();
        let transport = builder(server.url()).retry(never).hook(Changes(path.clone(), now)).build().unwrap();
        let outcome = Call::new(&transport, Send::Part(File::at(&path))).await;
        std::fs::remove_file(path).unwrap();
        assert_eq!(outcome.is_ok(), sent, "{now}: {outcome:?}");
    }
    let body = server.only().body;
    // What comes after it comes whole.
    assert!(body.contains("\r\n\r\nas it was\r\n--") && body.ends_with("--\r\n"), "{body}");
}
