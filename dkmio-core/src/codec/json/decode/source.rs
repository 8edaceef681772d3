//! DynamoDB JSON as a source of values: each is read from the text at the moment it is decoded.

use std::collections::HashMap;
use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::DecodeError;
use crate::codec::attribute_value::{Binary, Context, Elements, Entries, Source, View};
use crate::codec::json::decode::decoder::WireDecoder;
use crate::codec::json::parse;
use crate::codec::json::reader::Reader;

/// The text of an answer.
pub(crate) struct Wire<'r>(PhantomData<&'r ()>);

impl<'r, 'de: 'r> Source<'de> for Wire<'r> {
    type Elements = WireElements<'r, 'de>;
    type Entries = WireEntries<'r, 'de>;
    type Decoder = WireDecoder<'r, 'de>;
}

/// Reads one attribute value, `{"S":"..."}`; of a list, a set or a map only the start.
#[inline]
pub(crate) fn view<'r, 'de>(reader: &'r Reader<'de>) -> Result<View<'de, Wire<'r>>, DecodeError> {
    let Some([b'{', b'"', kind, b'"', b':']) = reader.ahead() else { return view_long(reader) };
    reader.advance(5);
    match kind {
        b'S' => {
            let text = reader.string()?;
            reader.expect(b'}')?;
            Ok(View::Text(text))
        }
        b'N' => {
            let text = reader.plain_string()?;
            reader.expect(b'}')?;
            Ok(View::Number(text))
        }
        b'M' => Ok(View::Map(WireEntries::wrapped(reader)?)),
        b'L' => Ok(View::List(WireElements::new(reader, Kind::Values)?)),
        b'B' => view_binary(reader),
        _ => Err(reader.fail()),
    }
}

/// As [`view`], for types of longer names, and with white space.
#[inline(never)]
fn view_long<'r, 'de>(reader: &'r Reader<'de>) -> Result<View<'de, Wire<'r>>, DecodeError> {
    reader.expect(b'{')?;
    let kind = reader.plain_string()?;
    reader.expect(b':')?;
    let view = match kind {
        "BOOL" => View::Bool(reader.boolean()?),
        "NULL" => {
            reader.boolean()?;
            View::Null
        }
        "S" => View::Text(reader.string()?),
        "N" => View::Number(reader.plain_string()?),
        "B" => return view_binary(reader),
        "M" => return Ok(View::Map(WireEntries::wrapped(reader)?)),
        "L" => return Ok(View::List(WireElements::new(reader, Kind::Values)?)),
        "SS" => return Ok(View::Texts(WireElements::new(reader, Kind::Texts)?)),
        "NS" => return Ok(View::Numbers(WireElements::new(reader, Kind::Numbers)?)),
        "BS" => return Ok(View::Blobs(WireElements::new(reader, Kind::Blobs)?)),
        _ => return Err(reader.fail()),
    };
    reader.expect(b'}')?;
    Ok(view)
}

fn view_binary<'r, 'de>(reader: &'r Reader<'de>) -> Result<View<'de, Wire<'r>>, DecodeError> {
    let text = reader.plain_string()?;
    reader.expect(b'}')?;
    Ok(View::Bytes(Binary::Base64(text)))
}

/// Where in a container its reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Inside,
    /// Behind the name of an entry, and before its value.
    Pending,
    Behind,
}

/// What a list or a set consists of.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Values,
    Texts,
    Numbers,
    Blobs,
}

/// The elements of a list or a set.
#[derive(Clone, Copy)]
pub(crate) struct WireElements<'r, 'de> {
    reader: &'r Reader<'de>,
    kind: Kind,
    state: State,
}

impl<'r, 'de> WireElements<'r, 'de> {
    #[inline]
    pub(super) fn new(reader: &'r Reader<'de>, kind: Kind) -> Result<Self, DecodeError> {
        reader.enter()?;
        Ok(Self { reader, kind, state: State::Before })
    }

    /// Moves to the next element, if there is one.
    #[inline]
    fn step(&mut self) -> Result<bool, DecodeError> {
        match self.state {
            State::Behind => return Ok(false),
            State::Before => {
                self.reader.expect(b'[')?;
                self.state = State::Inside;
                if self.reader.peek() != b']' {
                    return Ok(true);
                }
            }
            State::Inside if self.reader.peek() == b',' => {
                self.reader.advance(1);
                return Ok(true);
            }
            State::Inside | State::Pending => {}
        }
        self.reader.expect(b']')?;
        self.reader.expect(b'}')?;
        self.reader.leave();
        self.state = State::Behind;
        Ok(false)
    }
}

impl<'r, 'de: 'r> Elements<'de, Wire<'r>> for WireElements<'r, 'de> {
    #[inline]
    fn next(&mut self) -> Result<Option<View<'de, Wire<'r>>>, DecodeError> {
        if !self.step()? {
            return Ok(None);
        }
        Ok(Some(match self.kind {
            Kind::Values => view(self.reader)?,
            Kind::Texts => View::Text(self.reader.string()?),
            Kind::Numbers => View::Number(self.reader.plain_string()?),
            Kind::Blobs => View::Bytes(Binary::Base64(self.reader.plain_string()?)),
        }))
    }

    #[inline]
    fn decoder(&mut self, context: Context) -> Result<Option<WireDecoder<'r, 'de>>, DecodeError> {
        Ok(self.step()?.then(|| WireDecoder::new(self.reader, None, context)))
    }

    fn left(&self) -> Option<usize> {
        (self.state == State::Behind).then_some(0)
    }

    fn peek<R>(&self, look: impl FnOnce(Self) -> R) -> R {
        let mark = self.reader.mark();
        let seen = look(*self);
        self.reader.reset(mark);
        seen
    }

    fn skip(mut self) -> Result<(), DecodeError> {
        while self.step()? {
            self.reader.skip()?;
        }
        Ok(())
    }

    fn into_values(self) -> Result<Vec<AttributeValue>, DecodeError> {
        let values = parse::list(self.reader)?;
        self.reader.expect(b'}')?;
        self.reader.leave();
        Ok(values)
    }
}

/// The entries of a map, or the attributes of an item.
#[derive(Clone)]
pub(crate) struct WireEntries<'r, 'de> {
    reader: &'r Reader<'de>,
    /// Whether it stands in `{"M":` and `}`.
    wrapped: bool,
    state: State,
    /// Seldom there: a struct of two fields may want one of them first.
    first: Option<Box<First<'de>>>,
}

/// The entry to be read before all others.
#[derive(Clone, Copy)]
struct First<'de> {
    name: &'de str,
    value_at: usize,
    /// Where the map starts, once this entry is being read.
    back_to: Option<usize>,
    done: bool,
}

impl<'r, 'de> WireEntries<'r, 'de> {
    /// The entries of a map that is a value.
    #[inline]
    pub(super) fn wrapped(reader: &'r Reader<'de>) -> Result<Self, DecodeError> {
        reader.enter()?;
        Ok(Self { reader, wrapped: true, state: State::Before, first: None })
    }

    /// The attributes of an item.
    pub(super) fn of_item(reader: &'r Reader<'de>) -> Result<Self, DecodeError> {
        reader.enter()?;
        Ok(Self { reader, wrapped: false, state: State::Before, first: None })
    }

    /// Moves to the next entry, if there is one.
    #[inline]
    fn step(&mut self) -> Result<bool, DecodeError> {
        if self.state == State::Pending {
            self.state = State::Inside;
            self.reader.skip()?;
        }
        match self.state {
            State::Behind => return Ok(false),
            State::Before => {
                self.reader.expect(b'{')?;
                self.state = State::Inside;
                if self.reader.peek() != b'}' {
                    return Ok(true);
                }
            }
            State::Inside if self.reader.peek() == b',' => {
                self.reader.advance(1);
                return Ok(true);
            }
            State::Inside | State::Pending => {}
        }
        self.reader.expect(b'}')?;
        if self.wrapped {
            self.reader.expect(b'}')?;
        }
        self.reader.leave();
        self.state = State::Behind;
        Ok(false)
    }

    /// Moves to the next entry and reads its name.
    #[inline(always)]
    fn name(&mut self) -> Result<Option<&'de str>, DecodeError> {
        let before = match self.state {
            State::Inside => b',',
            State::Before => b'{',
            State::Pending | State::Behind => return self.name_otherwise(),
        };
        let Some(name) = self.reader.quick_name(before) else { return self.name_otherwise() };
        self.state = State::Pending;
        Ok(Some(name))
    }

    /// As [`name`](Self::name), in any spelling, and at the end.
    #[inline(never)]
    fn name_otherwise(&mut self) -> Result<Option<&'de str>, DecodeError> {
        if !self.step()? {
            return Ok(None);
        }
        let name = self.reader.plain_string()?;
        self.reader.expect(b':')?;
        self.state = State::Pending;
        Ok(Some(name))
    }

    /// The value whose name was read is about to be.
    #[inline]
    fn take_pending(&mut self) -> Result<(), DecodeError> {
        if self.state != State::Pending {
            return Err(DecodeError::new("a map value was read before its key"));
        }
        self.state = State::Inside;
        Ok(())
    }

    /// As [`Entries::next`], where an entry is read before all others.
    #[cold]
    fn next_but_first(&mut self) -> Result<Option<&'de str>, DecodeError> {
        let Some(first) = self.first.as_deref_mut() else { return self.name() };
        let name = first.name;
        let Some(back_to) = first.back_to else {
            first.back_to = Some(self.reader.position());
            self.reader.jump(first.value_at);
            self.state = State::Pending;
            return Ok(Some(name));
        };
        if !first.done {
            first.done = true;
            self.state = State::Before;
            self.reader.jump(back_to);
        }
        loop {
            match self.name()? {
                Some(again) if again == name => {}
                other => return Ok(other),
            }
        }
    }
}

impl<'r, 'de: 'r> Entries<'de, Wire<'r>> for WireEntries<'r, 'de> {
    fn left_over(&mut self) -> Result<Option<&'de str>, DecodeError> {
        if self.state == State::Behind { Ok(None) } else { self.next() }
    }

    #[inline(always)]
    fn next(&mut self) -> Result<Option<&'de str>, DecodeError> {
        if self.first.is_none() { self.name() } else { self.next_but_first() }
    }

    #[inline]
    fn value(&mut self) -> Result<View<'de, Wire<'r>>, DecodeError> {
        self.take_pending()?;
        view(self.reader)
    }

    #[inline]
    fn decoder(&mut self, name: &'de str, context: Context) -> Result<WireDecoder<'r, 'de>, DecodeError> {
        self.take_pending()?;
        Ok(WireDecoder::new(self.reader, Some(name), context))
    }

    fn first(&mut self, name: &str) -> Result<(), DecodeError> {
        let mark = self.reader.mark();
        let mut ahead = self.clone();
        let mut position = 0;
        while let Some(found) = ahead.name()? {
            if found == name {
                let value_at = self.reader.position();
                let first = || Box::new(First { name: found, value_at, back_to: None, done: false });
                self.first = (position > 0).then(first);
                break;
            }
            position += 1;
        }
        self.reader.reset(mark);
        Ok(())
    }

    fn left(&self) -> Option<usize> {
        (self.state == State::Behind).then_some(0)
    }

    fn peek<R>(&self, look: impl FnOnce(Self) -> R) -> R {
        let mark = self.reader.mark();
        let seen = look(self.clone());
        self.reader.reset(mark);
        seen
    }

    fn skip(mut self) -> Result<(), DecodeError> {
        while self.step()? {
            self.reader.skip()?;
            self.reader.expect(b':')?;
            self.reader.skip()?;
        }
        Ok(())
    }

    fn into_map(self) -> Result<HashMap<String, AttributeValue>, DecodeError> {
        let map = parse::attributes(self.reader)?;
        if self.wrapped {
            self.reader.expect(b'}')?;
        }
        self.reader.leave();
        Ok(map)
    }
}
