package io.insitu.connectors.otlp;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Reads a request, plain or gzip, and never more of it than allowed: a small archive may hold an ocean. */
final class RequestBody {
    private RequestBody() {}

    /** Whether we know how it is packed. */
    static boolean knows(HttpServletRequest request) {
        String coding = coding(request);
        return coding.isEmpty() || coding.equals("identity") || coding.equals("gzip");
    }

    /**
     * What came; one byte more than allowed says that there is more.
     *
     * @throws BrokenOff the client has gone before all of it came
     */
    static byte[] sent(HttpServletRequest request, int limit) throws IOException {
        Counted counted = new Counted(request.getInputStream());
        try {
            return counted.readNBytes(limit + 1);
        } catch (IOException e) {
            throw new BrokenOff(counted.came, e);
        }
    }

    /** A request that did not come whole. */
    static final class BrokenOff extends IOException {
        final int came;

        BrokenOff(int came, IOException cause) {
            super(cause.getMessage(), cause);
            this.came = came;
        }
    }

    private static final class Counted extends FilterInputStream {
        private int came;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int at, int most) throws IOException {
            int read = super.read(into, at, most);
            came += Math.max(0, read);
            return read;
        }
    }

    /**
     * @throws TooLarge as it came, or once inflated
     * @throws IOException when the archive is damaged
     */
    static byte[] unpacked(HttpServletRequest request, byte[] sent, int limit) throws IOException {
        if (sent.length > limit) {
            throw tooLarge(limit);
        }
        if (!coding(request).equals("gzip")) {
            return sent;
        }
        try (InputStream content = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            byte[] body = content.readNBytes(limit + 1);
            if (body.length > limit) {
                throw tooLarge(limit);
            }
            return body;
        }
    }

    private static TooLarge tooLarge(int limit) {
        return new TooLarge("is larger than " + limit + " bytes");
    }

    private static String coding(HttpServletRequest request) {
        String header = request.getHeader("Content-Encoding");
        return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
    }
}
