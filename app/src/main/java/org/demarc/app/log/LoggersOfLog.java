package org.demarc.app.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/// Loggers that write to the log of the running node; before it runs they are silent.
public final class LoggersOfLog implements ILoggerFactory {
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private volatile @Nullable EventLog log;

    LoggersOfLog() {}

    /// From now on slf4j writes to `log`. Does nothing where another provider of slf4j is in force, as in
    /// tests.
    public static void attach(@Nullable EventLog log) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggersOfLog ours) ours.log = log;
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, n -> new Adapter(n, this));
    }

    /// `event=name key=value key="a value"` keeps its event and its keys, and is counted with others of that
    /// event; any other text is a message, counted with others that begin like it.
    ///
    /// @param pattern the text before arguments were put in for `{}`
    static Line line(String module, LogLevel level, String pattern, String text, @Nullable Throwable thrown) {
        List<String> pairs = Pairs.read(text);
        Line line;
        if (pairs.size() >= 2 && pairs.getFirst().equals("event")) {
            line = Line.of(level, module + "." + pairs.get(1));
            if (level != LogLevel.INFO) line.repeats(""); // at INFO modules say once each what they have opened
            for (int i = 2; i < pairs.size(); i += 2) line.read(pairs.get(i), pairs.get(i + 1));
        } else {
            int argument = pattern.indexOf("{}");
            String beginning = argument < 0 ? pattern : pattern.substring(0, argument);
            line = Line.of(level, module).with("message", text).repeats(beginning.strip());
        }
        return line.with("cause", EventLog.text(thrown));
    }

    /// One logger. Its events are named for the module: `org.demarc.net.Streams` reports as `net`.
    private static final class Adapter extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        private final transient LoggersOfLog owner;
        private final String module;

        Adapter(String name, LoggersOfLog owner) {
            this.name = name;
            this.owner = owner;
            this.module = module(name);
        }

        private static String module(String logger) {
            if (!logger.startsWith("org.demarc.")) return logger;
            int dot = logger.indexOf('.', 11);
            return dot < 0 ? logger : logger.substring(11, dot);
        }

        private boolean writes(LogLevel level) {
            EventLog log = owner.log;
            return log != null && log.writes(level);
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return writes(LogLevel.DEBUG);
        }

        @Override
        public boolean isInfoEnabled() {
            return writes(LogLevel.INFO);
        }

        @Override
        public boolean isWarnEnabled() {
            return writes(LogLevel.WARN);
        }

        @Override
        public boolean isErrorEnabled() {
            return writes(LogLevel.ERROR);
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                @Nullable Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            EventLog log = owner.log;
            if (log == null) return;
            String text = String.valueOf(MessageFormatter.basicArrayFormat(message, arguments));
            log.submit(() -> line(module, level(level), message, text, thrown));
        }

        private static LogLevel level(Level level) {
            return switch (level) {
                case ERROR -> LogLevel.ERROR;
                case WARN -> LogLevel.WARN;
                case INFO -> LogLevel.INFO;
                case DEBUG, TRACE -> LogLevel.DEBUG;
            };
        }
    }
}
