//! The table "Style Examples" of OpenAPI 3.0.4, "Parameter Object", as it goes over the wire.

use http::Method;
use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::encoding::Encoding;
use runtime::error::{Error, Failure};
use runtime::request::Request;
use runtime::style::Style;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::api::transport;
use super::server::{Seen, Server, answer};

/// The values of the table, and a few more.
#[derive(Clone, Copy, Debug)]
enum Sample {
    Empty,
    Text,
    Array,
    Object,
    Nothing,
    EmptyArray,
    Nested,
    Lists,
    Odd,
    Encoded,
    Items,
    Escaped,
    TwoCookies,
    TwoLines,
    OddName,
}
use Sample::{Array, Empty, Object, Text};

impl Serialize for Sample {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Empty => serializer.serialize_str(""),
            Text => serializer.serialize_str("blue"),
            Array => serializer.collect_seq([Some("blue"), None, Some("black"), Some("brown")]),
            // Neither sorted nor reversed: the order must be kept.
            Object => {
                serializer.collect_map([("R", Some(100)), ("G", Some(200)), ("X", None), ("B", Some(150))])
            }
            Self::Nothing => serializer.serialize_none(),
            Self::EmptyArray => serializer.collect_seq::<[u8; 0]>([]),
            Self::Nested => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("list", &[1, 2])?;
                map.serialize_entry("deeper", &Object)?;
                map.serialize_entry("lists", &[Object])?;
                map.end()
            }
            Self::Lists => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("page", &1)?;
                map.serialize_entry("sort", &["name,asc", "id"])?;
                map.serialize_entry("none", &[0; 0])?;
                map.end()
            }
            Self::Odd => serializer.serialize_str("a/b?c&d=é +%#[~-._"),
            Self::Encoded => serializer.serialize_str("a%26%c3%A9/%2%zé%"),
            Self::Items => serializer.collect_seq([1.5, 2.0]),
            Self::Escaped => serializer.serialize_str("a%3Bb \"c\"=+,"),
            Self::TwoCookies => serializer.serialize_str("a; admin=1"),
            Self::TwoLines => serializer.serialize_str("a\r\nb: c"),
            Self::OddName => serializer.collect_map([("a=b", 1)]),
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Path,
    Query,
    Reserved,
    Json,
    Header,
    Cookie,
    Verbatim,
    Form,
    Encoded,
    Whole,
    WholeJson,
    WholeForm,
}

/// `deeper` is written in the style; a style that cannot write the nested `lists` gives way.
const ENCODINGS: &[Encoding] = &[
    Encoding::typed("list", "application/json"),
    Encoding::styled("deeper", Style::DeepObject, true),
    Encoding::styled("lists", Style::Form, true).reserved(),
];

#[derive(Clone, Debug)]
struct Send(Place, Style, bool, Sample);

impl Operation for Send {
    type Output = ();
    type Error = std::convert::Infallible;
    const NAME: &'static str = "send";

    fn request(&self, validate: bool) -> Request {
        let Self(place, style, explode, value) = self;
        let path = if matches!(place, Place::Path) { "/v/{color}/end" } else { "/v" };
        let mut request = Request::new(Method::POST, path, &[], validate);
        match place {
            Place::Path => request.path_as("color", value, *style, *explode),
            Place::Query => request.query_as("color", value, *style, *explode),
            Place::Reserved => request.query_reserved("color", value, *style, *explode),
            Place::Json => request.query_json("color", value),
            Place::Header => request.header_as("color", value, *explode),
            Place::Cookie => request.cookie_as("color", value, *explode),
            Place::Verbatim => request.cookie_verbatim("color", value, *explode),
            Place::Whole => request.query_string("color", value),
            Place::WholeJson => request.query_string_json("color", value),
            Place::WholeForm => request.query_string_form("color", value, ENCODINGS),
            Place::Form => request.form(value, &[]),
            Place::Encoded => request.form(value, ENCODINGS),
        }
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<()>, Failure> {
        answer.empty()
    }
}

/// What arrives when the value is sent, or that it is refused.
async fn sent(send: Send) -> Result<Seen, Failure> {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    match Call::new(&transport(server.url()), send).await {
        Ok(()) => Ok(server.only()),
        Err(error) => {
            assert_eq!(server.count(), 0);
            Err(error)
        }
    }
}

async fn path(style: Style, explode: bool, value: Sample) -> String {
    let seen = sent(Send(Place::Path, style, explode, value)).await.unwrap();
    seen.target.strip_prefix("/v/").unwrap().strip_suffix("/end").unwrap().to_owned()
}

async fn query(style: Style, explode: bool, value: Sample) -> String {
    let seen = sent(Send(Place::Query, style, explode, value)).await.unwrap();
    seen.target.strip_prefix("/v").unwrap().trim_start_matches('?').to_owned()
}

#[tokio::test]
async fn matrix() {
    let style = Style::Matrix;
    assert_eq!(path(style, false, Empty).await, ";color");
    assert_eq!(path(style, false, Text).await, ";color=blue");
    assert_eq!(path(style, false, Array).await, ";color=blue,black,brown");
    assert_eq!(path(style, false, Object).await, ";color=R,100,G,200,B,150");
    assert_eq!(path(style, true, Empty).await, ";color");
    assert_eq!(path(style, true, Text).await, ";color=blue");
    assert_eq!(path(style, true, Array).await, ";color=blue;color=black;color=brown");
    assert_eq!(path(style, true, Object).await, ";R=100;G=200;B=150");
}

#[tokio::test]
async fn label() {
    let style = Style::Label;
    assert_eq!(path(style, false, Text).await, ".blue");
    assert_eq!(path(style, false, Array).await, ".blue,black,brown");
    assert_eq!(path(style, false, Object).await, ".R,100,G,200,B,150");
    assert_eq!(path(style, true, Text).await, ".blue");
    assert_eq!(path(style, true, Array).await, ".blue.black.brown");
    assert_eq!(path(style, true, Object).await, ".R=100.G=200.B=150");
    // `.` alone would be a dot segment: the one cell of the table that cannot be sent.
    assert!(sent(Send(Place::Path, style, true, Empty)).await.is_err());
}

#[tokio::test]
async fn simple() {
    let style = Style::Simple;
    assert_eq!(path(style, false, Text).await, "blue");
    assert_eq!(path(style, false, Array).await, "blue,black,brown");
    assert_eq!(path(style, false, Object).await, "R,100,G,200,B,150");
    assert_eq!(path(style, true, Array).await, "blue,black,brown");
    assert_eq!(path(style, true, Object).await, "R=100,G=200,B=150");
    assert_eq!(path(style, true, Sample::Items).await, "1.5,2");
    for value in [Empty, Sample::Nothing, Sample::EmptyArray, Sample::Nested] {
        let error = sent(Send(Place::Path, style, false, value)).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
}

#[tokio::test]
async fn form() {
    let style = Style::Form;
    assert_eq!(query(style, false, Empty).await, "color=");
    assert_eq!(query(style, false, Text).await, "color=blue");
    assert_eq!(query(style, false, Array).await, "color=blue,black,brown");
    assert_eq!(query(style, false, Object).await, "color=R,100,G,200,B,150");
    assert_eq!(query(style, true, Empty).await, "color=");
    assert_eq!(query(style, true, Text).await, "color=blue");
    assert_eq!(query(style, true, Array).await, "color=blue&color=black&color=brown");
    assert_eq!(query(style, true, Object).await, "R=100&G=200&B=150");
    assert_eq!(query(style, true, Sample::Nothing).await, "");
    assert_eq!(query(style, true, Sample::EmptyArray).await, "");
}

#[tokio::test]
async fn what_nests_in_an_exploded_object_is_json() {
    let object = "%7B%22R%22%3A100%2C%22G%22%3A200%2C%22X%22%3Anull%2C%22B%22%3A150%7D";
    let expected = format!("list=1&list=2&deeper={object}&lists={object}");
    assert_eq!(query(Style::Form, true, Sample::Nested).await, expected);
    for (style, explode) in [(Style::Form, false), (Style::PipeDelimited, false)] {
        assert!(sent(Send(Place::Query, style, explode, Sample::Nested)).await.is_err());
    }
    assert!(sent(Send(Place::Header, Style::Simple, true, Sample::Nested)).await.is_err());
}

#[tokio::test]
async fn a_list_in_an_exploded_object_is_repeated() {
    assert_eq!(query(Style::Form, true, Sample::Lists).await, "page=1&sort=name%2Casc&sort=id");
    assert!(sent(Send(Place::Query, Style::Form, false, Sample::Lists)).await.is_err());
}

#[tokio::test]
async fn delimited() {
    assert_eq!(query(Style::SpaceDelimited, false, Array).await, "color=blue%20black%20brown");
    assert_eq!(query(Style::SpaceDelimited, false, Object).await, "color=R%20100%20G%20200%20B%20150");
    assert_eq!(query(Style::PipeDelimited, false, Array).await, "color=blue%7Cblack%7Cbrown");
    assert_eq!(query(Style::PipeDelimited, false, Object).await, "color=R%7C100%7CG%7C200%7CB%7C150");
    assert_eq!(query(Style::PipeDelimited, true, Array).await, "color=blue&color=black&color=brown");
}

#[tokio::test]
async fn deep_object() {
    let style = Style::DeepObject;
    let expected = "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150";
    assert_eq!(query(style, true, Object).await, expected);
    let nested = query(style, true, Sample::Nested).await;
    let list = "color%5Blist%5D%5B%5D=1&color%5Blist%5D%5B%5D=2";
    assert!(nested.starts_with(list), "{nested}");
    assert!(nested.contains("&color%5Bdeeper%5D%5BR%5D=100&"), "{nested}");
    assert!(nested.contains("&color%5Blists%5D%5B0%5D%5BR%5D=100&"), "{nested}");
}

#[tokio::test]
async fn all_but_unreserved_characters_are_encoded() {
    let expected = "a%2Fb%3Fc%26d%3D%C3%A9%20%2B%25%23%5B~-._";
    assert_eq!(path(Style::Simple, false, Sample::Odd).await, expected);
    assert_eq!(query(Style::Form, true, Sample::Odd).await, format!("color={expected}"));
    let seen = sent(Send(Place::Reserved, Style::Form, true, Sample::Odd)).await.unwrap();
    assert_eq!(seen.target, "/v?color=a/b?c%26d=%C3%A9%20%2B%25%23%5B~-._");
    // RFC 6570 section 3.2.3: what is encoded already passes, under `allowReserved` alone.
    let seen = sent(Send(Place::Reserved, Style::Form, true, Sample::Encoded)).await.unwrap();
    assert_eq!(seen.target, "/v?color=a%26%c3%A9/%252%25z%C3%A9%25");
    assert_eq!(query(Style::Form, true, Sample::Encoded).await, "color=a%2526%25c3%25A9%2F%252%25z%C3%A9%25");
}

#[tokio::test]
async fn headers_cookies_forms_and_json() {
    let header = sent(Send(Place::Header, Style::Simple, true, Object)).await.unwrap();
    assert_eq!(header.header("color"), Some("R=100,G=200,B=150"));
    let header = sent(Send(Place::Header, Style::Simple, false, Array)).await.unwrap();
    assert_eq!(header.header("color"), Some("blue,black,brown"));
    let cookie = sent(Send(Place::Cookie, Style::Form, true, Object)).await.unwrap();
    assert_eq!(cookie.header("cookie"), Some("R=100; G=200; B=150"));
    let json = sent(Send(Place::Json, Style::Form, true, Array)).await.unwrap();
    assert_eq!(json.target, "/v?color=%5B%22blue%22%2Cnull%2C%22black%22%2C%22brown%22%5D");
    let form = sent(Send(Place::Form, Style::Form, true, Sample::Nested)).await.unwrap();
    assert_eq!(form.header("content-type"), Some("application/x-www-form-urlencoded"));
    let lists = "%7B%22R%22%3A100%2C%22G%22%3A200%2C%22X%22%3Anull%2C%22B%22%3A150%7D";
    assert_eq!(form.body, format!("list=1&list=2&deeper={lists}&lists={lists}"));
    let encoded = sent(Send(Place::Encoded, Style::Form, true, Sample::Nested)).await.unwrap();
    let deep = "deeper%5BR%5D=100&deeper%5BG%5D=200&deeper%5BB%5D=150";
    assert_eq!(encoded.body, format!("list=%5B1%2C2%5D&{deep}&lists={lists}"));
}

/// OpenAPI 3.2: the style `cookie` encodes nothing, and lets no value out of its cookie.
#[tokio::test]
async fn cookies_as_they_are() {
    let cookie = async |explode, value| {
        let seen = sent(Send(Place::Verbatim, Style::Form, explode, value)).await.unwrap();
        seen.header("cookie").map(str::to_owned)
    };
    assert_eq!(cookie(true, Text).await.as_deref(), Some("color=blue"));
    assert_eq!(cookie(true, Array).await.as_deref(), Some("color=blue; color=black; color=brown"));
    assert_eq!(cookie(false, Array).await.as_deref(), Some("color=blue,black,brown"));
    assert_eq!(cookie(false, Object).await.as_deref(), Some("color=R,100,G,200,B,150"));
    assert_eq!(cookie(true, Object).await.as_deref(), Some("R=100; G=200; B=150"));
    assert_eq!(cookie(true, Sample::Nothing).await, None);
    assert_eq!(cookie(true, Sample::Escaped).await.as_deref(), Some("color=a%3Bb \"c\"=+,"));
    for value in [Sample::TwoCookies, Sample::TwoLines, Sample::OddName, Sample::Odd] {
        let error = sent(Send(Place::Verbatim, Style::Form, true, value)).await.unwrap_err();
        assert!(error.to_string().contains("color: a cookie holds no `;`"), "{value:?}: {error}");
    }
}

/// `in: querystring` of OpenAPI 3.2.
#[tokio::test]
async fn the_whole_query() {
    let query = async |place, value| {
        let seen = sent(Send(place, Style::Form, true, value)).await.unwrap();
        seen.target.strip_prefix("/v").unwrap().to_owned()
    };
    assert_eq!(query(Place::Whole, Text).await, "?blue");
    assert_eq!(query(Place::Whole, Sample::Odd).await, "?a%2Fb%3Fc%26d%3D%C3%A9%20%2B%25%23%5B~-._");
    assert_eq!(query(Place::Whole, Sample::Nothing).await, "");
    assert_eq!(query(Place::WholeJson, Sample::Items).await, "?%5B1.5%2C2.0%5D");
    let lists = "%7B%22R%22%3A100%2C%22G%22%3A200%2C%22X%22%3Anull%2C%22B%22%3A150%7D";
    let deep = "deeper%5BR%5D=100&deeper%5BG%5D=200&deeper%5BB%5D=150";
    assert_eq!(
        query(Place::WholeForm, Sample::Nested).await,
        format!("?list=%5B1%2C2%5D&{deep}&lists={lists}")
    );
    assert_eq!(query(Place::WholeForm, Sample::Nothing).await, "");
    let error = sent(Send(Place::WholeForm, Style::Form, true, Array)).await.unwrap_err();
    assert!(error.to_string().contains("color: a form must be an object"), "{error}");
}
