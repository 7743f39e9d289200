package io.insitu.ops.demo;

import io.insitu.ops.Terminal;
import io.insitu.ops.console.Console;
import io.insitu.ops.site.Site;
import io.insitu.schemas.event.UpdateKind;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a person sees while a demo runs: one line that changes on a terminal, plain lines when piped. */
final class Screen {
    private static final int TERMINAL_MS = 500;
    private static final int PIPED_MS = 10_000;

    private final boolean terminal = Terminal.output();
    private final boolean json;
    private final boolean headless;
    private final int port;
    private final Site site;
    private double startSeconds;
    private boolean lineOpen;

    Screen(boolean json, boolean headless, int port, Site site) {
        this.json = json;
        this.headless = headless;
        this.port = port;
        this.site = site;
    }

    /** A message; with --json these go to the error stream, so that the output is the report alone. */
    synchronized void say(String message) {
        closeLine();
        (json ? System.err : System.out).println("insitu: " + message);
    }

    /** The result. */
    synchronized void end(String result) {
        closeLine();
        System.out.println(result);
    }

    double startSeconds() {
        return startSeconds;
    }

    /** Shows progress until the result is closed. */
    AutoCloseable show(Progress progress, LiveFeed feed, long beganNanos) {
        startSeconds = (System.nanoTime() - beganNanos) / 1e9;
        say(String.format(Locale.ROOT, "everything runs, after %.1f s", startSeconds));
        Console console = headless ? null : Console.start(port, progress, feed, site.registryUrl());
        if (console != null) {
            say("watch at " + console.url());
        }
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "insitu-progress");
            thread.setDaemon(true);
            return thread;
        });
        int every = terminal ? TERMINAL_MS : PIPED_MS;
        clock.scheduleAtFixedRate(() -> draw(progress, feed), every, every, TimeUnit.MILLISECONDS);
        return () -> {
            clock.shutdownNow();
            draw(progress, feed);
            if (console != null) {
                console.close();
            }
        };
    }

    private synchronized void draw(Progress progress, LiveFeed feed) {
        StringBuilder line = new StringBuilder();
        progress.glance().forEach((arm, glance) -> {
            String lineage = Arm.parse(arm).get(0).lineage();
            line.append(line.length() == 0 ? "" : "   ")
                    .append(String.format(Locale.ROOT, "%s %d/%d", arm, glance.done(), progress.episodes()))
                    .append(glance.recent() < 0 ? "" : String.format(Locale.ROOT, " %.0f%%", 100 * glance.recent()));
            int principles = feed.count(lineage, UpdateKind.PRINCIPLE_PUBLISHED);
            int tools = feed.count(lineage, UpdateKind.TOOL_PUBLISHED);
            int adapters = feed.count(lineage, UpdateKind.ADAPTER_LIVE);
            if (principles + tools + adapters > 0) {
                line.append(String.format(Locale.ROOT, " (%dp %dt %da)", principles, tools, adapters));
            }
        });
        if (terminal && !json) {
            System.out.print("\r\033[K" + line);
            System.out.flush();
            lineOpen = true;
        } else {
            (json ? System.err : System.out).println(line);
        }
    }

    private void closeLine() {
        if (lineOpen) {
            System.out.println();
            lineOpen = false;
        }
    }
}
