package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Speech-band audio, 8000 samples a second: made, written, read and compared.
///
/// @param samples 16-bit linear
public record Audio(short[] samples) {
    private static final int RATE = 8_000;
    private static final int SEGMENT = RATE / 4;
    /// A recording begins at most half a second earlier or later than what it records.
    private static final int SHIFT = RATE / 2;

    private static final int AMPLITUDE = 8_000;

    /// A tone that glides from one frequency to another: no part of it sounds like any other part, so a recording
    /// can be laid beside it in one way only.
    public static Audio sweep(double fromHertz, double toHertz, double seconds) {
        short[] samples = new short[(int) (seconds * RATE)];
        double phase = 0;
        for (int i = 0; i < samples.length; i++) {
            phase += 2 * Math.PI * (fromHertz + (toHertz - fromHertz) * i / samples.length) / RATE;
            samples[i] = (short) (AMPLITUDE * Math.sin(phase));
        }
        return new Audio(samples);
    }

    /// Writes it as a WAV file.
    public void write(Path file) {
        int octets = samples.length * 2;
        ByteBuffer wav = ByteBuffer.allocate(44 + octets).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + octets);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * 2);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(octets);
        for (short sample : samples) wav.putShort(sample);
        try {
            Files.write(file, wav.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a WAV file of 16-bit mono.
    public static Audio read(Path file) {
        ByteBuffer wav;
        try {
            wav = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int data = 0x61746164; // "data", as a little-endian number
        int at = 12;
        while (wav.getInt(at) != data) at += 8 + wav.getInt(at + 4);
        int count = Math.min(wav.getInt(at + 4), wav.limit() - at - 8) / 2;
        short[] samples = new short[count];
        wav.position(at + 8);
        wav.asShortBuffer().get(samples);
        return new Audio(samples);
    }

    /// How well this is heard in a recording: each quarter of a second is looked for, and the worst counts. 1 is
    /// perfect, G.711 leaves more than 0.99, anything missing or other gives less than 0.5.
    ///
    /// @param seconds only so much of this from its beginning
    public double heardIn(Audio recording, double seconds) {
        int length = Math.min(samples.length, (int) (seconds * RATE));
        double worst = 1;
        // The very beginning may fall into the time when the far end's ports learn of each other.
        for (int from = SEGMENT; from + SEGMENT <= length; from += SEGMENT) {
            worst = Math.min(worst, best(from, recording.samples()));
        }
        return worst;
    }

    private double best(int from, short[] recorded) {
        double best = 0;
        int last = Math.min(from + SHIFT, recorded.length - SEGMENT);
        for (int at = Math.max(0, from - SHIFT); at <= last; at++) {
            double together = 0;
            double there = 0;
            double here = 0;
            for (int i = 0; i < SEGMENT; i++) {
                double a = samples[from + i];
                double b = recorded[at + i];
                together += a * b;
                here += a * a;
                there += b * b;
            }
            if (there > 0) best = Math.max(best, together / Math.sqrt(here * there));
        }
        return best;
    }
}
