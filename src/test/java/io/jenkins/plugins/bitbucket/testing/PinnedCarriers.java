package io.jenkins.plugins.bitbucket.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Records, with Java's flight recorder, where waiting virtual threads pin their carriers; on a Java without virtual
 * threads it records nothing.
 */
public final class PinnedCarriers implements AutoCloseable {

    private static final List<String> OURS = List.of("io.jenkins.plugins.bitbucket.", "okhttp3.", "okio.");

    private final Recording recording = new Recording();

    /** Starts recording. Loading a class may pin a carrier, so run the code once before. */
    public void start() {
        recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
        recording.start();
    }

    /** The stack traces of pinned waits within the plugin or OkHttp; ends the recording. */
    public List<String> ofPluginOrOkHttp() throws IOException {
        Path file = Files.createTempFile("pinned", ".jfr");
        try {
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .map(RecordedEvent::getStackTrace)
                    .filter(stack -> stack != null && calls(stack).anyMatch(PinnedCarriers::isOurs))
                    .map(stack -> String.join("\n", calls(stack).toList()))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    private static Stream<String> calls(RecordedStackTrace stack) {
        return stack.getFrames().stream()
                .map(frame -> frame.getMethod().getType().getName() + "."
                        + frame.getMethod().getName());
    }

    private static boolean isOurs(String call) {
        return OURS.stream().anyMatch(call::startsWith);
    }

    @Override
    public void close() {
        recording.close();
    }
}
