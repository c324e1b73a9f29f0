//! HTTP/1.1, as far as kubectl, Helm and the AWS CLI need it: a thread for each connection, bodies of known length or
//! in chunks, answers that go on for as long as somebody reads.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// What a program asks.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// Path and query as they came.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its whole body.
    pub body: Vec<u8>,
}

impl Request {
    /// The path without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The value of a field of the query; an empty one for a field without.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        let fields = query
            .split('&')
            .map(|field| field.split_once('=').unwrap_or((field, "")));
        let mut found = fields.filter(|(field, _)| *field == name);
        found.next().map(|(_, value)| percent_decoded(value))
    }

    /// Whether a field of the query is `true` or `1`.
    #[must_use]
    pub fn wants(&self, name: &str) -> bool {
        matches!(self.query(name).as_deref(), Some("true" | "1"))
    }

    /// The value of a header, by its name in lower case; an empty one where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map_or("", |(_, value)| value)
    }
}

/// Writes parts of an answer whose length nobody knows.
pub type Stream = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send>;

/// The body of an answer.
pub enum Body {
    /// All of it.
    Whole(Vec<u8>),
    /// As it comes; each write is one chunk.
    Stream(Stream),
}

/// What it is told.
pub struct Response {
    /// Such as 200.
    pub status: u16,
    /// Such as `application/json`.
    pub content_type: String,
    /// Others.
    pub headers: Vec<(String, String)>,
    /// The rest.
    pub body: Body,
}

impl Response {
    /// An answer that is there as a whole.
    #[must_use]
    pub fn whole(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            content_type: content_type.to_owned(),
            headers: Vec::new(),
            body: Body::Whole(body.into()),
        }
    }
}

/// What answers requests. `None` closes the connection without a word.
pub type Handler = Arc<dyn Fn(&Request) -> Option<Response> + Send + Sync>;

/// A server, which takes no more connections once this is dropped.
pub struct Server {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
}

impl Server {
    /// Serves on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(handler: Handler) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let stopped = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stopped);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if seen.load(Ordering::SeqCst) {
                    return;
                }
                let handler = Arc::clone(&handler);
                // A peer that goes away in the middle is a fault that these rigs inject; it is no fault of theirs.
                thread::spawn(move || stream.and_then(|stream| converse(&stream, &*handler)));
            }
        });
        Ok(Self { address, stopped })
    }

    /// Such as `http://127.0.0.1:4711`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes it, so that it sees.
        let _ = TcpStream::connect(self.address);
    }
}

/// One request after the other, until the other side closes.
fn converse(stream: &TcpStream, handler: &dyn Fn(&Request) -> Option<Response>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(request) = read_request(&mut reader, &mut writer)? {
        let Some(response) = handler(&request) else {
            return Ok(());
        };
        write_response(&mut writer, &request, response)?;
        if request.header("connection").eq_ignore_ascii_case("close") {
            return Ok(());
        }
    }
    Ok(())
}

fn read_request(reader: &mut impl BufRead, writer: &mut impl Write) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        ..Request::default()
    };
    request.headers = read_headers(reader)?;
    if request.header("expect").eq_ignore_ascii_case("100-continue") {
        writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    request.body = read_body(reader, &request.headers)?;
    Ok(Some(request))
}

pub(crate) fn read_headers(reader: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            return Ok(headers);
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

pub(crate) fn read_body(reader: &mut impl BufRead, headers: &[(String, String)]) -> io::Result<Vec<u8>> {
    let header = |name: &str| headers.iter().find(|(header, _)| header == name);
    let mut body = Vec::new();
    if header("transfer-encoding").is_some_and(|(_, value)| value.contains("chunked")) {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size)?;
            let size = u64::from_str_radix(size.trim(), 16).map_err(|_| io::ErrorKind::InvalidData)?;
            reader.by_ref().take(size).read_to_end(&mut body)?;
            reader.read_line(&mut String::new())?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = header("content-length").and_then(|(_, value)| value.parse().ok());
    reader.take(length.unwrap_or(0)).read_to_end(&mut body)?;
    Ok(body)
}

fn write_response(writer: &mut impl Write, request: &Request, response: Response) -> io::Result<()> {
    let Response {
        status,
        content_type,
        headers,
        body,
    } = response;
    let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    let headers: String = headers.collect();
    let head = format!("HTTP/1.1 {status} .\r\nContent-Type: {content_type}\r\n{headers}");
    match body {
        Body::Whole(body) => {
            let mut answer = format!("{head}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
            if request.method != "HEAD" {
                answer.extend(body);
            }
            writer.write_all(&answer)
        }
        Body::Stream(stream) => {
            writer.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes())?;
            stream(&mut Chunks(writer))?;
            writer.write_all(b"0\r\n\r\n")
        }
    }
}

/// Each write is a chunk.
struct Chunks<'a, W>(&'a mut W);

impl<W: Write> Write for Chunks<'_, W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        // An empty chunk would be the end.
        if !text.is_empty() {
            let mut chunk = format!("{:x}\r\n", text.len()).into_bytes();
            chunk.extend_from_slice(text);
            chunk.extend_from_slice(b"\r\n");
            self.0.write_all(&chunk)?;
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn percent_decoded(text: &str) -> String {
    let mut rest = text.as_bytes();
    let mut decoded = Vec::new();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| first == b'%');
        let byte = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = if byte.is_some() { &behind[2..] } else { behind };
        decoded.push(byte.unwrap_or(if first == b'+' { b' ' } else { first }));
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Body, Request, Response, Server};
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::sync::Arc;

    fn answers(requests: &str) -> String {
        let server = Server::start(Arc::new(|request: &Request| {
            if request.path() == "/silent" {
                return None;
            }
            let told = format!("{} {}", request.method, String::from_utf8_lossy(&request.body));
            Some(match request.query("stream") {
                Some(part) => Response {
                    status: 200,
                    content_type: "text/plain".to_owned(),
                    headers: Vec::new(),
                    body: Body::Stream(Box::new(move |out| {
                        out.write_all(told.as_bytes())?;
                        out.write_all(part.as_bytes())
                    })),
                },
                None => Response::whole(200, "text/plain", told),
            })
        }))
        .unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        stream.write_all(requests.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_connection_carries_one_request_after_the_other() {
        let requests = "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc\
                        PUT /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n\
                        GET /c?stream=%2f+x HTTP/1.1\r\nConnection: close\r\n\r\n";
        let head = "HTTP/1.1 200 .\r\nContent-Type: text/plain\r\n";
        let expected = format!(
            "{head}Content-Length: 8\r\n\r\nPOST abc{head}Content-Length: 7\r\n\r\nPUT def\
             {head}Transfer-Encoding: chunked\r\n\r\n4\r\nGET \r\n3\r\n/ x\r\n0\r\n\r\n"
        );
        assert_eq!(answers(requests), expected);
    }

    #[test]
    fn no_answer_closes_the_connection() {
        assert_eq!(answers("GET /silent HTTP/1.1\r\n\r\n"), "");
    }
}
