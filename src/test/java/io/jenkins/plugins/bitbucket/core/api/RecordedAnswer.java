package io.jenkins.plugins.bitbucket.core.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file of the folder {@code recorded-answers}: some lines on it, and after an empty line the answer, or several with a
 * line {@code ~} between them, as {@link io.jenkins.plugins.bitbucket.testing.WrittenAnswers} sends them.
 *
 * <p>The lines are {@code Call: }, one of {@link RecordedCall}; {@code Means: }, what comes of it; and, where it is not
 * plain, {@code Why: }, why it is here. A line that begins with blanks goes on with the one before.
 *
 * @param means a record in words, or the error's kind and what it says
 */
record RecordedAnswer(RecordedCall call, String means, byte[] answer) {

    static RecordedAnswer read(Path file) throws IOException {
        String[] parts = Files.readString(file).split("\n\n", 2);
        Map<String, String> lines = new TreeMap<>();
        Arrays.stream(parts[0].replaceAll("\n +", " ").split("\n"))
                .map(line -> line.split(": ", 2))
                .forEach(line -> lines.put(line[0], line[1]));
        return new RecordedAnswer(
                RecordedCall.named(lines.get("Call")),
                lines.get("Means"),
                parts[1].stripTrailing().getBytes(StandardCharsets.UTF_8));
    }
}
