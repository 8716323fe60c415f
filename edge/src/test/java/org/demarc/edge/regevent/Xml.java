package org.demarc.edge.regevent;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// An element of an XML document: as much of XML as our documents have, and strict about it.
record Xml(String name, Map<String, String> attributes, List<Xml> children, String text) {
    static Xml parse(byte[] document) {
        String all = new String(document, StandardCharsets.UTF_8);
        String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        if (!all.startsWith(head)) throw new AssertionError("no XML declaration");
        var reader = new Reader(all, head.length());
        reader.space();
        Xml root = reader.element();
        reader.space();
        if (reader.at != all.length()) throw new AssertionError("text after the root");
        return root;
    }

    String attribute(String attribute) {
        return Objects.requireNonNull(attributes.get(attribute), attribute);
    }

    /// Elements of that name below this one, in document order.
    List<Xml> all(String wanted) {
        List<Xml> found = new ArrayList<>();
        for (Xml child : children) {
            if (child.name.equals(wanted)) found.add(child);
            found.addAll(child.all(wanted));
        }
        return found;
    }

    private static final class Reader {
        private final String all;
        private int at;

        Reader(String all, int at) {
            this.all = all;
            this.at = at;
        }

        void space() {
            while (at < all.length() && Character.isWhitespace(all.charAt(at))) at++;
        }

        private void expect(String text) {
            if (!all.startsWith(text, at)) {
                throw new AssertionError(text + " expected at " + all.substring(at, Math.min(at + 40, all.length())));
            }
            at += text.length();
        }

        private String word() {
            int from = at;
            while (Character.isLetterOrDigit(all.charAt(at)) || all.charAt(at) == '-') at++;
            if (from == at) throw new AssertionError("a name expected at " + at);
            return all.substring(from, at);
        }

        Xml element() {
            expect("<");
            String name = word();
            Map<String, String> attributes = new LinkedHashMap<>();
            while (all.charAt(at) == ' ') {
                space();
                String attribute = word();
                expect("=\"");
                int end = all.indexOf('"', at);
                if (attributes.put(attribute, plain(all.substring(at, end))) != null) {
                    throw new AssertionError(attribute + " stands twice");
                }
                at = end + 1;
            }
            expect(">");
            List<Xml> children = new ArrayList<>();
            var text = new StringBuilder();
            while (!all.startsWith("</", at)) {
                if (all.charAt(at) == '<') {
                    children.add(element());
                } else {
                    int end = all.indexOf('<', at);
                    text.append(plain(all.substring(at, end)));
                    at = end;
                }
            }
            expect("</" + name + ">");
            return new Xml(name, attributes, children, text.toString());
        }

        private static String plain(String raw) {
            if (raw.indexOf('<') >= 0) throw new AssertionError("< in a value");
            String plain = raw.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            if (plain.replace("&amp;", "").indexOf('&') >= 0) throw new AssertionError("an open & in a value");
            return plain.replace("&amp;", "&");
        }
    }
}
