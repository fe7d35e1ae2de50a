//! What the client makes of servers that break off, dawdle, ramble or lie: a script for each.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use generated::operations::*;
use generated::runtime::error::{Phase, RedirectRefusal};
use generated::runtime::http_client::{Attempt, HttpClient, HttpFuture};
use generated::{Client, Error};

use super::server::{connection, request};
use super::wire::{Step, Wire, json, say, say_and_close};

const ID: &str = "ac_6t5kdaPvkcH3WQ6BnELSDa";

fn one() -> String {
    connection(ID).to_string()
}

mod breaking_off {
    use super::*;

    /// What a POST comes to that the server answers in this way, and that it is sent once; how often a GET is.
    async fn broken(script: Vec<Step>) -> (Error<CreateFlowsVaultConnectionError>, usize) {
        let steps = script.clone();
        let wire = Wire::start(move |_| steps.clone()).await;
        let error = wire.client().create_flows_vault_connection(request()).await.unwrap_err();
        assert_eq!(wire.count(), 1, "{error:?}");
        let wire = Wire::start(move |_| script.clone()).await;
        wire.client().get_flows_vault_connection(ID).await.unwrap_err();
        (error, wire.count())
    }

    #[tokio::test]
    async fn in_the_middle_of_a_body_whose_length_was_told() {
        let head = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
        let (error, gets) = broken(say_and_close(format!("{head}{}", one()))).await;
        let Error::Interrupted(interrupted) = &error else { panic!("{error:?}") };
        // The JSON is whole, but what came is not all that there was.
        assert_eq!((interrupted.status().unwrap().as_u16(), gets), (201, 3));
    }

    #[tokio::test]
    async fn in_the_middle_of_a_chunk_or_before_the_last_one() {
        let head =
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        let whole = format!("{head}{:x}\r\n{}\r\n", one().len(), one());
        for said in [format!("{head}ffff\r\n{{"), whole] {
            let (error, gets) = broken(say_and_close(said)).await;
            assert!(
                matches!(&error, Error::Interrupted(error) if error.status().unwrap() == 201),
                "{error:?}"
            );
            assert_eq!(gets, 3);
        }
    }

    #[tokio::test]
    async fn by_a_reset_before_the_head_in_it_and_in_the_body() {
        let cut =
            |text: &str| vec![Step::Say(text.into()), Step::Wait(Duration::from_millis(20)), Step::Reset];
        for (script, status) in [
            (vec![Step::Reset], None),
            (cut("HTTP/1.1 201 Cre"), None),
            (cut("HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{"), Some(201)),
        ] {
            let (error, gets) = broken(script).await;
            let Error::Interrupted(interrupted) = &error else { panic!("{error:?}") };
            assert_eq!(interrupted.status().map(|status| status.as_u16()), status);
            assert_eq!((error.is_unsent(), gets), (false, 3));
        }
    }

    #[tokio::test]
    async fn by_answering_before_it_was_asked_all() {
        // What comes after the answer is none to another request, though it be whole.
        let whole = |body: String| format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        for more in ["{\"id\":\"other\"}".to_owned(), whole(connection("other").to_string())] {
            let said = whole(one()) + &more;
            let wire = Wire::start(move |n| if n == 0 { say(&said) } else { json(200, "", &one()) }).await;
            let client = wire.client();
            for _ in 0..2 {
                assert_eq!(client.get_flows_vault_connection(ID).await.unwrap().id, ID);
            }
            assert_eq!(wire.count(), 2);
        }
    }
}

mod dawdling {
    use super::*;

    const LIMIT: Duration = Duration::from_millis(300);

    /// A call is over when its time is, whatever it waits for.
    async fn is_timed_out(script: Vec<Step>) {
        let wire = Wire::start(move |_| script.clone()).await;
        let start = Instant::now();
        let error = wire.client().create_flows_vault_connection(request()).timeout(LIMIT).await.unwrap_err();
        let Error::Timeout(timeout) = &error else { panic!("{error:?}") };
        assert_eq!((timeout.phase(), timeout.limit(), error.is_unsent()), (Phase::Call, LIMIT, false));
        assert!(start.elapsed() < Duration::from_secs(3));
        assert_eq!(wire.count(), 1);
    }

    #[tokio::test]
    async fn with_the_head_one_line_at_a_time() {
        let line = |n: u32| [Step::Say(format!("X-{n}: slow\r\n").into()), Step::Wait(LIMIT / 4)];
        let mut script = say("HTTP/1.1 200 OK\r\n");
        script.extend((0..100).flat_map(line));
        is_timed_out(script).await;
    }

    #[tokio::test]
    async fn with_the_body_one_byte_at_a_time() {
        let mut script = say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
        script.extend((0..100).flat_map(|_| [Step::Say(b" ".into()), Step::Wait(LIMIT / 4)]));
        is_timed_out(script).await;
    }

    #[tokio::test]
    async fn with_everything() {
        is_timed_out(vec![Step::Wait(Duration::from_secs(10))]).await;
    }
}

mod refusing_for_now {
    use super::*;

    /// How often a GET and a POST are sent that are answered so.
    async fn sent(status: u16, lines: &'static str) -> (usize, usize) {
        let body = r#"{"statusCode":0,"error":"e","message":"m"}"#;
        let (get, post) = (
            Wire::start(move |_| json(status, lines, body)).await,
            Wire::start(move |_| json(status, lines, body)).await,
        );
        let start = Instant::now();
        let error = get.client().get_flows_vault_connection(ID).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        let error = post.client().create_flows_vault_connection(request()).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(start.elapsed() < Duration::from_secs(5), "{status} {lines:?}");
        (get.count(), post.count())
    }

    #[tokio::test]
    async fn is_repeated_where_nothing_was_done_or_twice_is_as_good_as_once() {
        assert_eq!(sent(408, "").await, (3, 1));
        assert_eq!(sent(500, "").await, (3, 1));
        assert_eq!(sent(502, "").await, (3, 1));
        assert_eq!(sent(504, "").await, (3, 1));
        // 503 says that nothing was done only with a time to come back at.
        assert_eq!(sent(503, "").await, (3, 1));
        assert_eq!(sent(503, "Retry-After: 0\r\n").await, (3, 3));
        assert_eq!(sent(429, "").await, (3, 3));
        // What the server will not do the second time either.
        assert_eq!(sent(501, "").await, (1, 1));
        assert_eq!(sent(400, "Retry-After: 0\r\n").await, (1, 1));
    }

    #[tokio::test]
    async fn for_a_time_that_is_none_is_waited_for_as_if_none_was_told() {
        for lines in [
            "Retry-After: soon\r\n",
            "Retry-After: -1\r\n",
            "Retry-After: \r\n",
            // Of two, the first counts.
            "Retry-After: 0\r\nRetry-After: 3600\r\n",
            // A date that has been.
            "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
        ] {
            assert_eq!(sent(429, lines).await, (3, 3), "{lines}");
        }
    }

    #[tokio::test]
    async fn for_longer_than_anyone_waits_is_told_at_once() {
        for lines in [
            "Retry-After: 3600\r\n",
            "Retry-After: 18446744073709551615\r\n",
            "Retry-After: 99999999999999999999999\r\n",
            "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n",
            "X-RateLimit-Reset: 18446744073709551615\r\n",
        ] {
            let sent = sent(429, lines).await;
            assert_eq!(sent, (1, 1), "{lines}");
        }
    }
}

mod redirecting {
    use super::*;

    #[tokio::test]
    async fn of_a_get_is_followed_with_credentials_at_home_and_of_a_post_is_not() {
        for status in [301, 302, 303, 307, 308] {
            let answer = move |n| match n {
                0 => json(status, "Location: /elsewhere?x=1\r\n", ""),
                _ => json(200, "", &one()),
            };
            let wire = Wire::start(answer).await;
            wire.client().get_flows_vault_connection(ID).await.unwrap();
            let followed = &wire.read()[1];
            assert!(followed.starts_with("get /elsewhere?x=1 http/1.1"), "{followed}");
            assert!(followed.contains("authorization: bearer the-token"), "{followed}");

            let wire = Wire::start(answer).await;
            let error = wire.client().create_flows_vault_connection(request()).await.unwrap_err();
            let Error::Redirected(redirect) = &error else { panic!("{error:?}") };
            assert_eq!((redirect.refusal(), wire.count()), (RedirectRefusal::Method, 1));
        }
    }

    #[tokio::test]
    async fn to_another_host_takes_no_credentials_along_not_even_back() {
        let home = Arc::new(Mutex::new(String::new()));
        let back = home.clone();
        let other =
            Wire::start(move |_| json(302, &format!("Location: {}/back\r\n", back.lock().unwrap()), ""))
                .await;
        let away = format!("Location: {}/away\r\n", other.origin());
        let wire =
            Wire::start(move |n| if n == 0 { json(302, &away, "") } else { json(200, "", &one()) }).await;
        *home.lock().unwrap() = wire.origin().to_owned();
        wire.client().get_flows_vault_connection(ID).header("X-Key", "hush").await.unwrap();
        for request in [&other.read()[0], &wire.read()[1]] {
            assert!(!request.contains("the-token") && !request.contains("hush"), "{request}");
        }
        assert!(wire.read()[0].contains("the-token") && wire.read()[0].contains("hush"));
    }

    #[tokio::test]
    async fn in_a_circle_ends() {
        let wire = Wire::start(|_| json(302, "Location: ?again\r\n", "")).await;
        let error = wire.client().get_flows_vault_connection(ID).await.unwrap_err();
        let Error::Redirected(redirect) = &error else { panic!("{error:?}") };
        assert_eq!((redirect.refusal(), wire.count()), (RedirectRefusal::TooMany, 11));
    }

    /// A server on https that redirects to this.
    struct Https(&'static str, Arc<Mutex<Vec<String>>>);

    impl HttpClient for Https {
        fn execute(&self, request: reqwest::Request, _: &Attempt) -> HttpFuture {
            self.1.lock().unwrap().push(request.url().to_string());
            let answer = http::Response::builder().status(302).header("Location", self.0).body("").unwrap();
            Box::pin(std::future::ready(Ok(answer.into())))
        }
    }

    #[tokio::test]
    async fn from_https_to_http_or_to_what_is_no_url_is_not_followed() {
        for (location, refusal) in [
            ("http://acme.example/", RedirectRefusal::Insecure),
            ("http://127.0.0.1:1/", RedirectRefusal::Insecure),
            ("ftp://acme.example/", RedirectRefusal::Target),
            ("javascript:alert(1)", RedirectRefusal::Target),
            ("https://[::1", RedirectRefusal::Target),
        ] {
            let asked = Arc::default();
            let server = Https(location, Arc::clone(&asked));
            let client = Client::builder().tenant_domain("acme.example").bearer_token("t");
            let client = client.transport(|transport| transport.client(server)).build().unwrap();
            let error = client.get_flows_vault_connection(ID).await.unwrap_err();
            let Error::Redirected(redirect) = &error else { panic!("{error:?}") };
            assert_eq!(redirect.refusal(), refusal, "{location}");
            let url = format!("https://acme.example/api/v2/flows/vault/connections/{ID}");
            assert_eq!(*asked.lock().unwrap(), [url]);
        }
    }
}

mod rambling {
    use super::*;

    fn small(wire: &Wire) -> Client {
        wire.builder().bearer_token("t").transport(|transport| transport.max_body(10_000)).build().unwrap()
    }

    #[tokio::test]
    async fn with_a_body_over_the_limit_its_length_told_or_not() {
        let body = "x".repeat(20_000);
        let told = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let untold = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{body}");
        let chunk = format!("{:x}\r\n{}\r\n", 1000, "x".repeat(1000));
        let chunks =
            format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(20));
        for said in [told, untold, chunks] {
            let wire = Wire::start(move |_| say_and_close(&said)).await;
            let error = small(&wire).get_flows_vault_connection(ID).await.unwrap_err();
            let Error::TooLarge(large) = &error else { panic!("{error:?}") };
            assert_eq!((large.limit(), error.status().unwrap().as_u16(), wire.count()), (10_000, 200, 1));
        }
        // An error's body is bounded as well.
        let wire = Wire::start(move |_| json(400, "", &"x".repeat(20_000))).await;
        let error = small(&wire).get_flows_vault_connection(ID).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
    }

    #[tokio::test]
    async fn with_headers_without_end() {
        let many: String = (0..5000).map(|n| format!("X-{n}: {n}\r\n")).collect();
        let long = format!("X-Long: {}\r\n", "x".repeat(2_000_000));
        for lines in [many, long] {
            let wire = Wire::start(move |_| json(200, &lines, &one())).await;
            let error = wire.client().create_flows_vault_connection(request()).await.unwrap_err();
            assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
            assert_eq!(wire.count(), 1);
        }
    }

    #[cfg(feature = "compression")]
    #[tokio::test]
    async fn with_what_is_called_gzip_and_is_not() {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n";
        let said = format!("{head}Content-Length: {}\r\n\r\n{}", one().len(), one());
        let wire = Wire::start(move |_| say(&said)).await;
        let error = wire.client().create_flows_vault_connection(request()).await.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)) && error.status().unwrap() == 200, "{error:?}");
        assert_eq!(wire.count(), 1);
    }
}

#[tokio::test]
async fn what_no_header_may_hold_is_not_sent() {
    let wire = Wire::start(|_| json(200, "", &one())).await;
    for value in ["a\r\nX-Injected: 1", "a\nb", "a\0"] {
        let error = wire.client().get_flows_vault_connection(ID).header("X-Mine", value).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)) && error.is_unsent(), "{error:?}");
        let built = wire.builder().bearer_token(value).build();
        assert!(built.is_err());
    }
    assert_eq!(wire.count(), 0);
}
