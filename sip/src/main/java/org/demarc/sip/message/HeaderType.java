package org.demarc.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How the value of one header is read and written. A header is a record with such a constant, `TYPE`.
public final class HeaderType<T> {
    /// Reads one value from where the cursor stands and leaves it behind that value; null, with the reason said
    /// by [Cursor#fail(String)], when the grammar does not allow what is there.
    @FunctionalInterface
    public interface Reader<T> {
        @Nullable
        T read(Cursor cursor);
    }

    private final HeaderName name;
    private final Reader<T> reader;
    private final Function<? super T, String> writer;
    private final Shape shape;

    private enum Shape {
        SINGLE,
        LIST,
        LIST_OR_EMPTY,
    }

    private HeaderType(HeaderName name, Reader<T> reader, Function<? super T, String> writer, Shape shape) {
        this.name = name;
        this.reader = reader;
        this.writer = writer;
        this.shape = shape;
    }

    /// A header of one value, written by its `toString`.
    public static <T> HeaderType<T> of(String name, Reader<T> reader) {
        return new HeaderType<>(HeaderName.of(name), reader, String::valueOf, Shape.SINGLE);
    }

    /// A header of one value.
    public static <T> HeaderType<T> of(HeaderName name, Reader<T> reader, Function<? super T, String> writer) {
        return new HeaderType<>(name, reader, writer, Shape.SINGLE);
    }

    /// A header of values separated by commas.
    public static <T> HeaderType<T> list(String name, Reader<T> reader) {
        return new HeaderType<>(HeaderName.of(name), reader, String::valueOf, Shape.LIST);
    }

    /// A header of values separated by commas, or of none: Accept, Allow, Supported.
    public static <T> HeaderType<T> listOrEmpty(String name, Reader<T> reader) {
        return new HeaderType<>(HeaderName.of(name), reader, String::valueOf, Shape.LIST_OR_EMPTY);
    }

    public HeaderName name() {
        return name;
    }

    public boolean isList() {
        return shape != Shape.SINGLE;
    }

    public String write(T value) {
        return writer.apply(value);
    }

    /// One whole value from text.
    public Field<T> parse(String value) {
        return only(Cursor.of(value));
    }

    Field<T> only(Cursor cursor) {
        cursor.skipWhite();
        T value = reader.read(cursor);
        if (value == null) {
            return malformed(cursor);
        }
        cursor.skipWhite();
        return cursor.atEnd() ? new Field.Present<>(value) : new Field.Malformed<>(name + ": text after the value");
    }

    /// The first value of a list; what comes after its comma is not looked at.
    Field<T> first(Cursor cursor) {
        cursor.skipWhite();
        if (cursor.atEnd() && shape == Shape.LIST_OR_EMPTY) {
            return new Field.Absent<>();
        }
        T value = reader.read(cursor);
        if (value == null) {
            return malformed(cursor);
        }
        cursor.skipWhite();
        return cursor.atEnd() || cursor.peek() == ','
                ? new Field.Present<>(value)
                : new Field.Malformed<>(name + ": text after the value");
    }

    /// Adds the values of one field line; null when all is well, else what is wrong.
    @Nullable
    String addAll(Cursor cursor, List<T> values) {
        cursor.skipWhite();
        if (cursor.atEnd() && shape == Shape.LIST_OR_EMPTY) {
            return null;
        }
        while (true) {
            T value = reader.read(cursor);
            if (value == null) {
                return name + ": " + cursor.why();
            }
            values.add(value);
            cursor.skipWhite();
            if (cursor.atEnd()) {
                return null;
            }
            if (shape == Shape.SINGLE || !cursor.accept(',')) {
                return name + ": text after the value";
            }
            cursor.skipWhite();
        }
    }

    /// What is wrong with one field line; null when nothing is.
    @Nullable
    String check(Cursor cursor) {
        cursor.skipWhite();
        if (cursor.atEnd() && shape == Shape.LIST_OR_EMPTY) {
            return null;
        }
        while (true) {
            if (reader.read(cursor) == null) {
                return name + ": " + cursor.why();
            }
            cursor.skipWhite();
            if (cursor.atEnd()) {
                return null;
            }
            if (shape == Shape.SINGLE || !cursor.accept(',')) {
                return name + ": text after the value";
            }
            cursor.skipWhite();
        }
    }

    /// All values of one text with commas.
    public Fields<T> parseAll(String text) {
        var values = new ArrayList<T>();
        String wrong = addAll(Cursor.of(text), values);
        return wrong == null ? new Fields.Values<>(values) : new Fields.Malformed<>(wrong);
    }

    private Field<T> malformed(Cursor cursor) {
        return new Field.Malformed<>(name + ": " + cursor.why());
    }

    @Override
    public String toString() {
        return name.canonical();
    }
}
