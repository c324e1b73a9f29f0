//! A proxy before an emulator of AWS, through which one request can go wrong.

use crate::http::{Request, Response, Server, read_body, read_headers};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The service says that it is asked too often, and does nothing.
    Throttle,
    /// The service fails, and does nothing.
    ServerError,
    /// The service says that the credentials have ended, and does nothing.
    Expired,
    /// The connection ends before the service has heard of it.
    DropBefore,
    /// The service does it, and the connection ends before its answer is heard.
    DropAfter,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Throttle,
        Self::ServerError,
        Self::Expired,
        Self::DropBefore,
        Self::DropAfter,
    ];
}

/// A running proxy.
pub struct Proxy {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    requests: usize,
    fault: Option<(usize, Way)>,
    met: bool,
}

impl Proxy {
    /// Starts one before a server on 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(behind: u16) -> io::Result<Self> {
        let state = Arc::new(Mutex::new(State::default()));
        let counting = Arc::clone(&state);
        let server = Server::start(Arc::new(move |request: &Request| {
            answer(&counting, behind, request)
        }))?;
        Ok(Self { server, state })
    }

    /// The port of 127.0.0.1 that it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Lets a request go wrong; they are counted from now on.
    pub fn fail(&self, at: usize, way: Way) {
        *lock(&self.state) = State {
            fault: Some((at, way)),
            ..State::default()
        };
    }

    /// No request goes wrong any more, and they are counted from now on; says whether one did.
    pub fn heal(&self) -> bool {
        std::mem::take(&mut *lock(&self.state)).met
    }

    /// How many requests there were since they are counted.
    #[must_use]
    pub fn requests(&self) -> usize {
        lock(&self.state).requests
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(state: &Mutex<State>, behind: u16, request: &Request) -> Option<Response> {
    let mut counted = lock(state);
    counted.requests += 1;
    let way = counted
        .fault
        .filter(|(at, _)| *at == counted.requests)
        .map(|(_, way)| way);
    counted.met |= way.is_some();
    drop(counted);
    match way {
        None => forward(behind, request).ok(),
        Some(Way::Throttle) => Some(complaint(request, 400, "Throttling", "Rate exceeded")),
        Some(Way::ServerError) => Some(complaint(
            request,
            500,
            "InternalFailure",
            "An internal error has occurred",
        )),
        Some(Way::Expired) => Some(complaint(
            request,
            403,
            "ExpiredToken",
            "The security token is expired",
        )),
        Some(Way::DropBefore) => None,
        Some(Way::DropAfter) => {
            // Whether it worked out is what nobody hears of.
            let _ = forward(behind, request);
            None
        }
    }
}

/// As the protocol of the request has it: XML where it was a form, JSON elsewhere.
fn complaint(request: &Request, status: u16, code: &str, message: &str) -> Response {
    if request.header("content-type").contains("x-www-form-urlencoded") {
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
             <RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>"
        );
        return Response::whole(status, "text/xml", body);
    }
    let body = format!("{{\"__type\":\"{code}\",\"message\":\"{message}\"}}");
    Response::whole(status, "application/json", body)
}

fn forward(behind: u16, request: &Request) -> io::Result<Response> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, behind))?;
    // What belongs to the connection is not passed on.
    let own = ["connection", "expect", "transfer-encoding", "content-length"];
    let headers = request
        .headers
        .iter()
        .filter(|(name, _)| !own.contains(&name.as_str()));
    let headers: String = headers
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let (method, target, length) = (&request.method, &request.target, request.body.len());
    let head = format!(
        "{method} {target} HTTP/1.1\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&request.body)?;
    let mut reader = BufReader::new(&stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or(io::ErrorKind::InvalidData)?;
    let mut headers = read_headers(&mut reader)?;
    let body = read_body(&mut reader, &headers)?;
    let content_type = headers.iter().find(|(name, _)| name == "content-type");
    let mut response = Response::whole(status, content_type.map_or("", |(_, value)| value), body);
    headers.retain(|(name, _)| name != "content-type" && !own.contains(&name.as_str()));
    response.headers = headers;
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::{Proxy, Way, forward};
    use crate::http::{Body, Request, Response, Server};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn request(content_type: &str) -> Request {
        Request {
            method: "POST".to_owned(),
            target: "/".to_owned(),
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: b"x".to_vec(),
        }
    }

    /// The answer to each request, and how many the service has done.
    fn asked(at: usize, way: Way, content_types: &[&str]) -> (Vec<String>, usize, bool) {
        let done = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&done);
        let service = Server::start(Arc::new(move |request: &Request| {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut response = Response::whole(200, "text/plain", request.body.clone());
            response.headers = vec![("x-a".to_owned(), "b".to_owned())];
            Some(response)
        }));
        let service = service.unwrap();
        let proxy = Proxy::start(service.port()).unwrap();
        proxy.fail(at, way);
        let told = content_types.iter().map(|content_type| {
            let Ok(response) = forward(proxy.port(), &request(content_type)) else {
                return "closed".to_owned();
            };
            let Body::Whole(body) = response.body else {
                return "a stream".to_owned();
            };
            let other = response.headers.first().map_or("", |(_, value)| value);
            format!("{} {} {other}", response.status, String::from_utf8_lossy(&body))
        });
        let told = told.collect();
        (told, done.load(Ordering::SeqCst), proxy.heal())
    }

    #[test]
    fn one_request_goes_wrong_and_the_others_pass() {
        let (told, done, met) = asked(2, Way::DropBefore, &["a", "a", "a"]);
        assert_eq!(
            (told, done, met),
            (vec!["200 x b".into(), "closed".into(), "200 x b".into()], 2, true)
        );
        let (told, done, _) = asked(1, Way::DropAfter, &["a"]);
        assert_eq!((told, done), (vec!["closed".to_owned()], 1));
        assert!(!asked(2, Way::Expired, &["a"]).2);
    }

    #[test]
    fn a_complaint_has_the_form_of_its_protocol() {
        let (told, done, _) = asked(1, Way::Throttle, &["application/x-www-form-urlencoded"]);
        assert!(
            told[0].starts_with("400 <ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>"),
            "{told:?}"
        );
        assert_eq!(done, 0);
        let (told, _, _) = asked(1, Way::Expired, &["application/x-amz-json-1.1"]);
        assert_eq!(
            told,
            ["403 {\"__type\":\"ExpiredToken\",\"message\":\"The security token is expired\"} "]
        );
    }
}
