package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packages of the emulator depend on each other in one direction, and not on the plugin. */
class RoomsTest {

    private static final String PLUGIN = "io.jenkins.plugins.bitbucket.";
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?" + Pattern.quote(PLUGIN) + "([a-z.]+)\\.[A-Z]", Pattern.MULTILINE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "emulator.git      | emulator.git",
                "emulator.http     | emulator.http",
                "emulator.state    | emulator.git emulator.http emulator.state",
                "emulator.rest     | emulator.git emulator.http emulator.state emulator.rest",
                "emulator.transport| emulator.git emulator.http emulator.state emulator.transport",
                "emulator          | emulator emulator.git emulator.http emulator.state emulator.rest emulator.transport"
            })
    void aRoomUsesThoseBelow(String room, String below) throws IOException {
        assertThat(imports(room)).isSubsetOf(below.split(" "));
    }

    private static List<String> imports(String room) throws IOException {
        // Both halves are built from this directory's parent or from their own directory.
        Path project = Path.of(Files.exists(Path.of("docs")) ? "" : "..");
        Path folder = project.resolve("src/test/java").resolve((PLUGIN + room).replace('.', '/'));
        List<String> imports = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher matcher = IMPORT.matcher(Files.readString(file));
                while (matcher.find()) {
                    imports.add(matcher.group(1));
                }
            }
        }
        return imports;
    }
}
