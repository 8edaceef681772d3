//! A tiny HTTP server on the loopback interface, with one response.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// A server that listens until the program ends.
pub(crate) struct Server {
    address: SocketAddr,
}

impl Server {
    /// Starts a server that gives this response to each request.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no port to listen on.
    pub(crate) fn start(body: &str) -> io::Result<Self> {
        // The system picks a free port, so that several servers can run at once.
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ";
        let response = format!("{head}{}\r\n\r\n{body}", body.len());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let response = response.clone();
                thread::spawn(move || serve(stream, response.as_bytes()));
            }
        });
        Ok(Self { address })
    }

    /// Returns the address it listens at.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Responds to the requests of a connection until it is closed.
fn serve(stream: TcpStream, response: &[u8]) -> io::Result<()> {
    // Nagle's algorithm could hold a response back until the client has acknowledged the one before.
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    while let Some(length) = content_length(&mut reader)? {
        // The body has to be read off the connection before the head of the next request.
        io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
        stream.write_all(response)?;
    }
    Ok(())
}

/// Reads the head of a request and returns the length of its body; `None` at the end of the connection.
fn content_length(reader: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if line.trim_end().is_empty() {
            return Ok(Some(length));
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_tells_how_long_the_body_is() {
        let mut head = &b"POST / HTTP/1.1\r\nhost: x\r\nContent-Length: 12\r\n\r\nhello"[..];
        assert_eq!(content_length(&mut head).expect("a head"), Some(12));
        assert_eq!(head, b"hello");
        assert_eq!(content_length(&mut &b""[..]).expect("an end"), None);
    }
}
