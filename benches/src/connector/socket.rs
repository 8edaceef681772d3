//! A tiny HTTP server on the loopback interface, with one answer.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Listens until the program ends.
pub(crate) struct Server {
    address: SocketAddr,
}

impl Server {
    /// Starts a server that answers each request so.
    ///
    /// # Errors
    /// When there is no port to listen on.
    pub(crate) fn start(answer: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ";
        let response = format!("{head}{}\r\n\r\n{answer}", answer.len());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let response = response.clone();
                thread::spawn(move || serve(stream, response.as_bytes()));
            }
        });
        Ok(Self { address })
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Answers the requests of a connection until it is closed.
fn serve(stream: TcpStream, response: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    while let Some(length) = content_length(&mut reader)? {
        io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
        stream.write_all(response)?;
    }
    Ok(())
}

/// Reads the head of a request; none at the end of the connection.
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
