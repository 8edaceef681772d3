//! DynamoDB JSON as a source of values: each is read from the text at the moment it is decoded.

use std::collections::HashMap;
use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;

use super::decoder::JsonDecoder;
use crate::codec::DecodeError;
use crate::codec::attribute_value::{Binary, Context, Elements, Entries, ValueSource, View};
use crate::codec::json::parse;
use crate::codec::json::reader::Reader;

/// The text of a response.
pub(crate) struct JsonSource<'r>(PhantomData<&'r ()>);

impl<'r, 'de: 'r> ValueSource<'de> for JsonSource<'r> {
    type Elements = JsonElements<'r, 'de>;
    type Entries = JsonEntries<'r, 'de>;
    type Decoder = JsonDecoder<'r, 'de>;
}

/// Reads one attribute value, `{"S":"..."}`, or the start of a list, a set or a map.
#[inline]
pub(crate) fn view<'r, 'de>(reader: &'r Reader<'de>) -> Result<View<'de, JsonSource<'r>>, DecodeError> {
    let Some([b'{', b'"', kind, b'"', b':']) = reader.ahead() else { return view_slow(reader) };
    reader.advance(5);
    match kind {
        b'S' => {
            let text = reader.string()?;
            reader.expect(b'}')?;
            Ok(View::Text(text))
        }
        b'N' => {
            reader.note_unchecked();
            let text = reader.plain_string()?;
            reader.expect(b'}')?;
            Ok(View::Number(text))
        }
        b'M' => Ok(View::Map(JsonEntries::wrapped(reader)?)),
        b'L' => Ok(View::List(JsonElements::new(reader, Kind::Values)?)),
        b'B' => view_binary(reader),
        _ => Err(reader.syntax_error()),
    }
}

/// Does what [`view`] does for types with longer names, and for text with white space.
#[inline(never)]
fn view_slow<'r, 'de>(reader: &'r Reader<'de>) -> Result<View<'de, JsonSource<'r>>, DecodeError> {
    reader.expect(b'{')?;
    let kind = reader.plain_string()?;
    reader.expect(b':')?;
    if matches!(kind, "N" | "SS" | "NS" | "BS") {
        reader.note_unchecked();
    }
    let view = match kind {
        "BOOL" => View::Bool(reader.boolean()?),
        "NULL" => {
            reader.boolean()?;
            View::Null
        }
        "S" => View::Text(reader.string()?),
        "N" => View::Number(reader.plain_string()?),
        "B" => return view_binary(reader),
        "M" => return Ok(View::Map(JsonEntries::wrapped(reader)?)),
        "L" => return Ok(View::List(JsonElements::new(reader, Kind::Values)?)),
        "SS" => return Ok(View::Texts(JsonElements::new(reader, Kind::Texts)?)),
        "NS" => return Ok(View::Numbers(JsonElements::new(reader, Kind::Numbers)?)),
        "BS" => return Ok(View::Blobs(JsonElements::new(reader, Kind::Blobs)?)),
        _ => return Err(reader.syntax_error()),
    };
    reader.expect(b'}')?;
    Ok(view)
}

fn view_binary<'r, 'de>(reader: &'r Reader<'de>) -> Result<View<'de, JsonSource<'r>>, DecodeError> {
    let text = reader.plain_string()?;
    reader.expect(b'}')?;
    Ok(View::Bytes(Binary::Base64(text)))
}

/// The position of the reader in a container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Inside,
    /// Behind the name of an entry, and before its value.
    Pending,
    Behind,
}

/// The kind of the elements of a list or a set.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Values,
    Texts,
    Numbers,
    Blobs,
}

/// The elements of a list or a set.
#[derive(Clone, Copy)]
pub(crate) struct JsonElements<'r, 'de> {
    reader: &'r Reader<'de>,
    kind: Kind,
    state: State,
}

impl<'r, 'de> JsonElements<'r, 'de> {
    #[inline]
    pub(super) fn new(reader: &'r Reader<'de>, kind: Kind) -> Result<Self, DecodeError> {
        reader.enter()?;
        Ok(Self { reader, kind, state: State::Before })
    }

    /// Moves to the next element, if there is one.
    #[inline]
    pub(super) fn step(&mut self) -> Result<bool, DecodeError> {
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

impl<'r, 'de: 'r> Elements<'de, JsonSource<'r>> for JsonElements<'r, 'de> {
    #[inline]
    fn next(&mut self) -> Result<Option<View<'de, JsonSource<'r>>>, DecodeError> {
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
    fn decoder(&mut self, context: Context) -> Result<Option<JsonDecoder<'r, 'de>>, DecodeError> {
        Ok(self.step()?.then(|| JsonDecoder::new(self.reader, None, context)))
    }

    fn remaining(&self) -> Option<usize> {
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
pub(crate) struct JsonEntries<'r, 'de> {
    reader: &'r Reader<'de>,
    /// Whether the entries stand inside `{"M":` and `}`.
    wrapped: bool,
    state: State,
    /// The entry to be read first. Boxed, since only structs of two fields have one.
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

impl<'r, 'de> JsonEntries<'r, 'de> {
    /// Returns the entries of a map that is a value.
    #[inline]
    pub(super) fn wrapped(reader: &'r Reader<'de>) -> Result<Self, DecodeError> {
        reader.enter()?;
        Ok(Self { reader, wrapped: true, state: State::Before, first: None })
    }

    /// Returns the attributes of an item.
    pub(super) fn of_item(reader: &'r Reader<'de>) -> Result<Self, DecodeError> {
        reader.enter()?;
        Ok(Self { reader, wrapped: false, state: State::Before, first: None })
    }

    /// Moves to the next entry, if there is one.
    #[inline]
    fn step(&mut self) -> Result<bool, DecodeError> {
        // A visitor may ask for the next name without having read the last value.
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
            State::Pending | State::Behind => return self.name_slow(),
        };
        let Some(name) = self.reader.fast_name(before) else { return self.name_slow() };
        self.state = State::Pending;
        Ok(Some(name))
    }

    /// Does what [`name`](Self::name) does in any spelling, and at the end.
    #[inline(never)]
    fn name_slow(&mut self) -> Result<Option<&'de str>, DecodeError> {
        if !self.step()? {
            return Ok(None);
        }
        // A name with an escape would have no address in the text, by which exact values are found. The slow path
        // takes such items.
        let name = self.reader.plain_string()?;
        self.reader.expect(b':')?;
        self.state = State::Pending;
        Ok(Some(name))
    }

    /// Checks that a name was read and its value was not.
    #[inline]
    pub(super) fn take_pending(&mut self) -> Result<(), DecodeError> {
        if self.state != State::Pending {
            return Err(DecodeError::new("a map value was read before its key"));
        }
        self.state = State::Inside;
        Ok(())
    }

    /// Returns what [`Entries::next`] does, if an entry is read before all others.
    #[cold]
    fn next_but_first(&mut self) -> Result<Option<&'de str>, DecodeError> {
        let Some(first) = self.first.as_deref_mut() else { return self.name() };
        let name = first.name;
        let Some(back_to) = first.back_to else {
            // `first` has found the name already, so only the value is to be read.
            first.back_to = Some(self.reader.position());
            self.reader.jump(first.value_at);
            self.state = State::Pending;
            return Ok(Some(name));
        };
        if !first.done {
            // Continues at the start of the map, where the reader was before the jump.
            first.done = true;
            self.state = State::Before;
            self.reader.jump(back_to);
        }
        loop {
            match self.name()? {
                // This entry was read before all others.
                Some(again) if again == name => {}
                other => return Ok(other),
            }
        }
    }
}

impl<'r, 'de: 'r> Entries<'de, JsonSource<'r>> for JsonEntries<'r, 'de> {
    fn leftover(&mut self) -> Result<Option<&'de str>, DecodeError> {
        // Nearly every visitor has read to the end, and needs no search for one more name.
        if self.state == State::Behind { Ok(None) } else { self.next() }
    }

    #[inline(always)]
    fn next(&mut self) -> Result<Option<&'de str>, DecodeError> {
        if self.first.is_none() { self.name() } else { self.next_but_first() }
    }

    #[inline]
    fn value(&mut self) -> Result<View<'de, JsonSource<'r>>, DecodeError> {
        self.take_pending()?;
        view(self.reader)
    }

    #[inline]
    fn decoder(&mut self, name: &'de str, context: Context) -> Result<JsonDecoder<'r, 'de>, DecodeError> {
        self.take_pending()?;
        Ok(JsonDecoder::new(self.reader, Some(name), context))
    }

    fn first(&mut self, name: &str) -> Result<(), DecodeError> {
        let mark = self.reader.mark();
        let mut ahead = self.clone();
        let mut position = 0;
        while let Some(found) = ahead.name()? {
            if found == name {
                let value_at = self.reader.position();
                let first = || Box::new(First { name: found, value_at, back_to: None, done: false });
                // An entry that comes first anyway needs no jump.
                self.first = (position > 0).then(first);
                break;
            }
            position += 1;
        }
        self.reader.reset(mark);
        Ok(())
    }

    fn remaining(&self) -> Option<usize> {
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
