//! Forms of parts, as they go over the wire.

use http::Method;
use runtime::File;
use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::encoding::Encoding;
use runtime::error::Failure;
use runtime::request::Request;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::api::transport;
use super::server::{Server, answer};

#[derive(Clone, Debug)]
struct Upload;

impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let image = File::new([1_u8, 0, 13, 10]).named("a\"\r\n.png").with_content_type("image/png");
        map.serialize_entry("file", &image)?;
        map.serialize_entry("pages", &[File::from("1".to_owned()), File::from("2".to_owned())])?;
        map.serialize_entry("note", "é")?;
        map.serialize_entry("numbers", &[1, 2])?;
        map.serialize_entry("meta", &[("k", 1)].into_iter().collect::<std::collections::BTreeMap<_, _>>())?;
        map.serialize_entry("quoted", "text")?;
        map.serialize_entry("nothing", &None::<u8>)?;
        map.end()
    }
}

impl Operation for Upload {
    type Output = ();
    type Error = std::convert::Infallible;
    const NAME: &'static str = "upload";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::POST, "/v", &[], validate);
        let encodings =
            [Encoding::typed("quoted", "application/json"), Encoding::typed("pages", "image/png, image/*")];
        request.multipart(self, &encodings);
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<()>, Failure> {
        answer.empty()
    }
}

#[tokio::test]
async fn every_kind_of_part() {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    Call::new(&transport(server.url()), Upload).await.unwrap();
    let seen = server.only();
    let media = seen.header("content-type").unwrap();
    let boundary = media.strip_prefix("multipart/form-data; boundary=").unwrap();
    let file = |name: &str, text: &str| {
        format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n{text}\r\n"
        )
    };
    let json = |name: &str, text: &str| {
        format!(
            "Content-Disposition: form-data; name=\"{name}\"\r\nContent-Type: application/json\r\n\r\n{text}\r\n"
        )
    };
    let text =
        |name: &str, text: &str| format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
    let parts = [
        "Content-Disposition: form-data; name=\"file\"; filename=\"a%22%0D%0A.png\"\r\nContent-Type: image/png\r\n\r\n\u{1}\0\r\n\r\n".to_owned(),
        file("pages", "1"),
        file("pages", "2"),
        text("note", "é"),
        text("numbers", "1"),
        text("numbers", "2"),
        json("meta", "{\"k\":1}"),
        json("quoted", "\"text\""),
    ];
    let expected: String = parts.iter().map(|part| format!("--{boundary}\r\n{part}")).collect();
    assert_eq!(seen.body, format!("{expected}--{boundary}--\r\n"));
}

#[test]
fn a_file_is_not_shown_and_is_a_text_in_json() {
    let file = File::new(*b"hidden").named("a");
    assert!(!format!("{file:?}").contains("hidden"));
    assert_eq!(serde_json::to_string(&file).unwrap(), "\"hidden\"");
    let read: File = serde_json::from_str("\"hidden\"").unwrap();
    assert_eq!(read.content(), Some(&b"hidden"[..]));
}

#[derive(Clone, Debug)]
struct OnePart;

impl Operation for OnePart {
    type Output = ();
    type Error = std::convert::Infallible;
    const NAME: &'static str = "onePart";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::POST, "/v", &[], validate);
        request.multipart_of(
            "avatar",
            &File::from("a".to_owned()),
            &[Encoding::typed("avatar", "image/png")],
        );
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<()>, Failure> {
        answer.empty()
    }
}

#[tokio::test]
async fn a_form_of_one_part() {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    Call::new(&transport(server.url()), OnePart).part_header("avatar", "X-A", "1").await.unwrap();
    let seen = server.only();
    let media = seen.header("content-type").unwrap();
    let boundary = media.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"avatar\"; filename=\"avatar\"\r\n\
         Content-Type: image/png\r\nX-A: 1\r\n\r\na\r\n--{boundary}--\r\n"
    );
    assert_eq!(seen.body, expected);
}
