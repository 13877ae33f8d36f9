package io.jenkins.plugins.bitbucket.testing;

import io.jenkins.plugins.bitbucket.emulator.EmbeddedBitbucket;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Searches for leaked tokens. All tokens in tests begin with the same characters, which are recognized in plain text,
 * URL-encoded, and in Base64, alone or after an email and a colon.
 */
public final class Canary {

    /** The first 20 characters of every token. */
    public static final String START = EmbeddedBitbucket.TOKEN_START;

    private static final List<String> FORMS = Stream.concat(
                    Stream.of(START), IntStream.range(0, 3).mapToObj(Canary::base64))
            .toList();

    /** What was compiled or unpacked before a test ran, including the tests themselves, which contain the start. */
    private static final Set<String> NOT_LEFT_BY_TESTS = Set.of("classes", "test-classes", "jenkins-for-test");

    private Canary() {}

    /** The content of a folder: the number of files, and those that contain a token. */
    public record Scan(int files, List<Path> hits) {

        @Override
        public String toString() {
            return files + " files scanned, " + hits.size() + " hits";
        }
    }

    /** The part of a Base64 text that depends on the start alone, after so many bytes of a group of three. */
    private static String base64(int before) {
        byte[] bytes = ("x".repeat(before) + START).getBytes(StandardCharsets.US_ASCII);
        String text = Base64.getEncoder().encodeToString(bytes);
        return text.substring((before * 8 + 5) / 6, bytes.length * 8 / 6);
    }

    public static boolean isIn(String text) {
        return FORMS.stream().anyMatch(text::contains);
    }

    /** Reports only where it was found, so as not to leak it again. */
    public static void assertNotIn(String where, String text) {
        if (isIn(text)) {
            throw new AssertionError("There is a token in " + where);
        }
    }

    /** Neither the failure nor its causes contain it. */
    public static void assertNotIn(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertNotIn(failure.getClass().getSimpleName(), trace.toString());
    }

    /** No file of the folder contains it. */
    public static void assertNotIn(Path folder) throws IOException {
        List<Path> hits = scan(folder).hits();
        if (!hits.isEmpty()) {
            throw new AssertionError("There is a token in " + hits);
        }
    }

    /** Reads all files of the folders; files that are deleted meanwhile are skipped. */
    public static Scan scan(Path... folders) throws IOException {
        List<Path> files = new ArrayList<>();
        List<Path> hits = new ArrayList<>();
        for (Path folder : folders) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                    return NOT_LEFT_BY_TESTS.contains(visited.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile()) {
                        String text;
                        try {
                            // One character per byte, whatever the file contains.
                            text = Files.readString(file, StandardCharsets.ISO_8859_1);
                        } catch (NoSuchFileException e) {
                            return visitFileFailed(file, e);
                        }
                        files.add(file);
                        if (isIn(text)) {
                            hits.add(file);
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }
            });
        }
        return new Scan(files.size(), hits);
    }

    /** For {@code bin/verify}: scans the given folders, prints the result, and fails if it finds a token. */
    public static void main(String[] folders) throws IOException {
        Scan scan = scan(Stream.of(folders).map(Path::of).filter(Files::exists).toArray(Path[]::new));
        scan.hits().forEach(hit -> System.out.println("There is a token in " + hit));
        System.out.println("Canary scan: " + scan);
        System.exit(scan.hits().isEmpty() ? 0 : 1);
    }
}
