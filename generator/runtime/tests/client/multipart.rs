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

/// Parts without names: of an object, or of an array.
#[derive(Clone, Debug)]
struct Unnamed(&'static str, bool);

impl Operation for Unnamed {
    type Output = ();
    type Error = std::convert::Infallible;
    const NAME: &'static str = "unnamed";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::POST, "/v", &[], validate);
        let meta = serde_json::json!({"k": 1});
        let image =
            File::new([1_u8]).named("a.png").with_content_type("image/png").with_header("Content-ID", "<a>");
        if self.1 {
            let encodings =
                [Encoding::typed("0", "application/vnd.meta+json"), Encoding::typed("", "image/gif")];
            let pages = (meta, "é", image, File::new([2_u8]), None::<u8>);
            request.multipart_as(self.0, &pages, &encodings);
        } else {
            request.multipart_as(self.0, &Parts { meta, image }, &[Encoding::typed("note", "text/markdown")]);
        }
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<()>, Failure> {
        answer.empty()
    }
}

struct Parts {
    meta: serde_json::Value,
    image: File,
}

impl Serialize for Parts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("meta", &self.meta)?;
        map.serialize_entry("image", &self.image)?;
        map.end()
    }
}

async fn sent(operation: Unnamed) -> (String, String) {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    Call::new(&transport(server.url()), operation).await.unwrap();
    let seen = server.only();
    let media = seen.header("content-type").unwrap();
    let (before, rest) = media.split_once("form-").unwrap();
    let (boundary, after) = rest.split_at(32);
    (format!("{before}BOUNDARY{after}"), seen.body.replace(&format!("form-{boundary}"), "BOUNDARY"))
}

/// RFC 2387: the first part is the root, whose type the whole has. The rest is RFC 2046, section 5.1.
#[tokio::test]
async fn parts_without_names() {
    let meta = "--BOUNDARY\r\nContent-Type: application/json\r\n\r\n{\"k\":1}\r\n";
    let image = "--BOUNDARY\r\nContent-Disposition: attachment; filename=\"a.png\"\r\nContent-Type: image/png\r\n\
                 Content-ID: <a>\r\n\r\n\u{1}\r\n";
    let (media, body) = sent(Unnamed("multipart/related", false)).await;
    assert_eq!(media, "multipart/related; boundary=BOUNDARY; type=\"application/json\"");
    assert_eq!(body, format!("{meta}{image}--BOUNDARY--\r\n"));
    let (media, _) = sent(Unnamed("multipart/related; Type=text/x", false)).await;
    assert_eq!(media, "multipart/related; Type=text/x; boundary=BOUNDARY");

    let (media, body) = sent(Unnamed("multipart/mixed", true)).await;
    assert_eq!(media, "multipart/mixed; boundary=BOUNDARY");
    let meta = meta.replace("application/json", "application/vnd.meta+json");
    let text = "--BOUNDARY\r\nContent-Type: image/gif\r\n\r\né\r\n";
    let other = "--BOUNDARY\r\nContent-Type: image/gif\r\n\r\n\u{2}\r\n";
    assert_eq!(body, format!("{meta}{text}{image}{other}--BOUNDARY--\r\n"));
}

#[tokio::test]
async fn a_part_without_a_name_is_found_by_its_place() {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    let call = |name: &str| {
        Call::new(&transport(server.url()), Unnamed("multipart/mixed", true)).part_header(name, "X-A", "1")
    };
    call("3").await.unwrap();
    assert!(server.only().body.contains("Content-Type: image/gif\r\nX-A: 1\r\n\r\n\u{2}"));
    let error = call("9").await.unwrap_err();
    assert!(error.to_string().contains("9: the body has no such part"), "{error}");
}
