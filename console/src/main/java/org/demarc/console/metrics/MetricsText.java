package org.demarc.console.metrics;

/// Writes the text format: one HELP, one TYPE and the samples of each metric together.
final class MetricsText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder(4096);
    private String name = "";

    /// A value that goes up and down.
    MetricsText gauge(String metric, String help) {
        return begin(metric, "gauge", help);
    }

    /// A value that only goes up; its name ends in `_total`.
    MetricsText counter(String metric, String help) {
        return begin(metric, "counter", help);
    }

    private MetricsText begin(String metric, String type, String help) {
        name = "demarc_" + metric;
        out.append("# HELP ").append(name).append(' ');
        escape(help, false);
        out.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /// A sample of the metric begun last; labels are name and value in turn.
    MetricsText sample(long value, String... labels) {
        return sample(Long.toString(value), labels);
    }

    /// The same for seconds.
    MetricsText seconds(double value, String... labels) {
        return sample(value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value), labels);
    }

    private MetricsText sample(String value, String... labels) {
        out.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1], true);
            out.append('"');
        }
        if (labels.length > 0) out.append('}');
        out.append(' ').append(value).append('\n');
        return this;
    }

    private void escape(String text, boolean quotes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append(quotes ? "\\\"" : "\"");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
