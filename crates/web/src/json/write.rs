//! How is a value written? Compactly, in the order of its fields.

use super::Malformed;
use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::fmt::Write;

type Wrote<T> = Result<T, Malformed>;

/// Where the text goes.
pub(super) struct Writer<'a> {
    pub(super) out: &'a mut String,
}

impl Writer<'_> {
    #[inline(never)]
    fn text(&mut self, text: &str) {
        self.out.push('"');
        for letter in text.chars() {
            match letter {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                letter if letter < ' ' => {
                    // Writing to a String does not fail.
                    let _ = write!(self.out, "\\u{:04x}", u32::from(letter));
                }
                letter => self.out.push(letter),
            }
        }
        self.out.push('"');
    }

    #[inline(never)]
    fn integer(&mut self, value: i128) -> Wrote<()> {
        write!(self.out, "{value}").map_err(|_| Malformed)
    }

    #[inline(never)]
    fn comma(&mut self) {
        if !self.out.ends_with(['[', '{', ':']) {
            self.out.push(',');
        }
    }

    #[inline(never)]
    fn name(&mut self, name: &str) {
        self.comma();
        self.text(name);
        self.out.push(':');
    }

    /// Begins `{"name":` and what it holds; [`Group`] closes all of it.
    fn variant(&mut self, name: &str, open: &str) {
        self.out.push('{');
        self.name(name);
        self.out.push_str(open);
    }
}

macro_rules! integers {
    ($($method:ident $type:ty)*) => {
        $(fn $method(self, value: $type) -> Wrote<()> {
            self.integer(value.into())
        })*
    };
}

impl<'a, 'b> Serializer for &'a mut Writer<'b> {
    type Ok = ();
    type Error = Malformed;
    type SerializeSeq = Group<'a, 'b>;
    type SerializeTuple = Group<'a, 'b>;
    type SerializeTupleStruct = Group<'a, 'b>;
    type SerializeTupleVariant = Group<'a, 'b>;
    type SerializeMap = Group<'a, 'b>;
    type SerializeStruct = Group<'a, 'b>;
    type SerializeStructVariant = Group<'a, 'b>;

    integers! {
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64
    }

    fn serialize_bool(self, value: bool) -> Wrote<()> {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Wrote<()> {
        Err(Malformed)
    }

    fn serialize_f64(self, _: f64) -> Wrote<()> {
        Err(Malformed)
    }

    fn serialize_bytes(self, _: &[u8]) -> Wrote<()> {
        Err(Malformed)
    }

    fn serialize_char(self, value: char) -> Wrote<()> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Wrote<()> {
        self.text(value);
        Ok(())
    }

    fn serialize_none(self) -> Wrote<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Wrote<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Wrote<()> {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Wrote<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Wrote<()> {
        self.text(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Wrote<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Wrote<()> {
        self.variant(variant, "");
        value.serialize(&mut *self)?;
        self.out.push('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Wrote<Group<'a, 'b>> {
        self.out.push('[');
        Ok(Group { writer: self, close: "]" })
    }

    fn serialize_tuple(self, length: usize) -> Wrote<Group<'a, 'b>> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Wrote<Group<'a, 'b>> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Wrote<Group<'a, 'b>> {
        self.variant(variant, "[");
        Ok(Group { writer: self, close: "]}" })
    }

    fn serialize_map(self, _: Option<usize>) -> Wrote<Group<'a, 'b>> {
        self.out.push('{');
        Ok(Group { writer: self, close: "}" })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Wrote<Group<'a, 'b>> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Wrote<Group<'a, 'b>> {
        self.variant(variant, "{");
        Ok(Group { writer: self, close: "}}" })
    }
}

/// An array or object that is being written.
pub(super) struct Group<'a, 'b> {
    writer: &'a mut Writer<'b>,
    close: &'static str,
}

impl Group<'_, '_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Wrote<()> {
        self.writer.comma();
        value.serialize(&mut *self.writer)
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Wrote<()> {
        self.writer.name(name);
        value.serialize(&mut *self.writer)
    }

    fn close(self) -> Wrote<()> {
        self.writer.out.push_str(self.close);
        Ok(())
    }
}

macro_rules! elements {
    ($($trait:ident $method:ident)*) => {
        $(impl $trait for Group<'_, '_> {
            type Ok = ();
            type Error = Malformed;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Wrote<()> {
                self.element(value)
            }
            fn end(self) -> Wrote<()> {
                self.close()
            }
        })*
    };
}

elements! {
    SerializeSeq serialize_element SerializeTuple serialize_element
    SerializeTupleStruct serialize_field SerializeTupleVariant serialize_field
}

macro_rules! members {
    ($($trait:ident)*) => {
        $(impl $trait for Group<'_, '_> {
            type Ok = ();
            type Error = Malformed;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Wrote<()> {
                self.member(name, value)
            }
            fn end(self) -> Wrote<()> {
                self.close()
            }
        })*
    };
}

members! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Group<'_, '_> {
    type Ok = ();
    type Error = Malformed;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Wrote<()> {
        self.writer.comma();
        let before = self.writer.out.len();
        key.serialize(&mut *self.writer)?;
        if self.writer.out.get(before..).is_none_or(|key| !key.starts_with('"')) {
            return Err(Malformed);
        }
        self.writer.out.push(':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Wrote<()> {
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Wrote<()> {
        self.close()
    }
}
