//! A small API, written by hand as the generator would emit it.

use std::collections::BTreeMap;
use std::fmt;

use http::Method;
use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::credentials::Credential;
use runtime::error::Error;
use runtime::pages::{Page, Paged, Paging};
use runtime::request::{Request, Requirement, Security};
use runtime::retry::RetryPolicy;
use runtime::schema::{Keyword, Schema};
use runtime::transport::{Transport, TransportBuilder};
use serde_json::Value;
use std::time::Duration;

pub(crate) const BEARER: Security = &[&[Requirement { scheme: "bearer", scopes: &["write:things"] }]];

/// The body of 400 and of 429.
#[derive(Debug)]
pub(crate) enum CreateError {
    BadRequest(Value),
    TooManyRequests(Value),
}

impl fmt::Display for CreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadRequest(_) => f.write_str("the thing is not wanted"),
            Self::TooManyRequests(_) => f.write_str("too many things"),
        }
    }
}

/// `POST /things`
#[derive(Clone, Debug)]
pub(crate) struct Create {
    pub name: String,
}

impl Operation for Create {
    type Output = BTreeMap<String, u64>;
    type Error = CreateError;
    const NAME: &'static str = "createThing";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::POST, "/things", BEARER, validate);
        request.accept("application/json");
        let body = serde_json::json!({ "name": self.name });
        request.check_body(&body, &CREATE_SCHEMA);
        request.json(&body);
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<Self::Output>, Error<CreateError>> {
        match answer.status().as_u16() {
            200..=299 => answer.json(),
            400 => Err(answer.documented(CreateError::BadRequest)),
            429 => Err(answer.documented(CreateError::TooManyRequests)),
            _ => Err(answer.undocumented()),
        }
    }
}

static CREATE_SCHEMA: Schema = Schema(&[Keyword::Properties(&[("name", &Schema(&[Keyword::MinLength(1)]))])]);

/// `GET /things/{id}`
#[derive(Clone, Debug)]
pub(crate) struct Get {
    pub id: String,
}

impl Operation for Get {
    type Output = BTreeMap<String, u64>;
    type Error = CreateError;
    const NAME: &'static str = "getThing";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::GET, "/things/{id}", BEARER, validate);
        request.path("id", &self.id);
        request.accept("application/json");
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<Self::Output>, Error<CreateError>> {
        Create::answer(answer)
    }
}

/// `GET /things?page=&per_page=`
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    pub page: Option<i64>,
    pub per_page: Option<u64>,
}

impl Operation for List {
    type Output = Value;
    type Error = CreateError;
    const NAME: &'static str = "listThings";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::GET, "/things", &[], validate);
        request.query("page", &self.page);
        request.query("per_page", &self.per_page);
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<Value>, Error<CreateError>> {
        match answer.status().as_u16() {
            200 => answer.json(),
            _ => Err(answer.undocumented()),
        }
    }
}

impl Paged for List {
    type Item = u64;

    const PAGING: Paging = Paging::Numbered { first: 0, last: Some(4) };

    fn position(&self) -> Option<i64> {
        self.page
    }

    fn set_position(&mut self, page: i64) {
        self.page = Some(page);
    }

    fn page_size(&self) -> Option<u64> {
        Some(self.per_page.unwrap_or(3))
    }

    fn state_page_size(&mut self) {
        self.per_page = self.per_page.or(Some(3));
    }

    fn items(output: Value) -> Result<Page<u64>, Value> {
        let numbers = |value: &Value| value.as_array().unwrap().iter().filter_map(Value::as_u64).collect();
        match &output {
            Value::Array(_) => Ok(Page::new(numbers(&output))),
            Value::Object(_) => Ok(Page::with_totals(
                numbers(&output["things"]),
                output["total"].as_u64(),
                output["start"].as_u64(),
                output["limit"].as_u64(),
            )),
            _ => Err(output),
        }
    }
}

pub(crate) const TOKEN: &str = "s3cr3t-t0ken";

/// Repeats without wasting the tests' time.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::new().backoff(Duration::from_millis(1), Duration::from_millis(2))
}

pub(crate) fn builder(url: String) -> TransportBuilder {
    Transport::builder(url).credential("bearer", Credential::Bearer(TOKEN.into())).retry(quick())
}

pub(crate) fn transport(url: String) -> Transport {
    builder(url).build().unwrap()
}

pub(crate) fn create(transport: &Transport) -> Call<Create> {
    Call::new(transport, Create { name: "one".to_owned() })
}

pub(crate) fn get(transport: &Transport, id: &str) -> Call<Get> {
    Call::new(transport, Get { id: id.to_owned() })
}
