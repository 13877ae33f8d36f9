package io.jenkins.plugins.bitbucket.core.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads what Bitbucket answers: new fields do not matter, missing ones only where there is no going on without. */
public final class Json {

    /** The longest address that is taken from an answer: browsers and servers take no longer ones either. */
    static final int MAX_ADDRESS_LENGTH = 8_000;

    public static final ObjectMapper MAPPER = new ObjectMapper();

    // There are as many as this program names.
    private static final Map<String, JsonPointer> POINTERS = new ConcurrentHashMap<>();

    private Json() {}

    /** An answer that is JSON, but not of the shape that was asked for. */
    public static final class UnexpectedShape extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnexpectedShape(String pointer) {
            super(Sentences.of("Unexpected.NoField", pointer.substring(1).replace('/', '.')));
        }
    }

    /**
     * @param pointer where the text stands, as a JSON pointer such as {@code /target/hash}
     * @throws UnexpectedShape if there is none
     */
    public static String text(JsonNode node, String pointer) {
        return maybeText(node, pointer).orElseThrow(() -> new UnexpectedShape(pointer));
    }

    public static Optional<String> maybeText(JsonNode node, String pointer) {
        JsonNode value = node.at(POINTERS.computeIfAbsent(pointer, JsonPointer::compile));
        return value.isTextual() && !value.textValue().isEmpty() ? Optional.of(value.textValue()) : Optional.empty();
    }

    public static boolean flag(JsonNode node, String field) {
        return node.path(field).asBoolean(false);
    }

    /** The page that shows {@code node} to people; nothing but a web address is taken for one. */
    public static Optional<URI> page(JsonNode node) {
        return maybeText(node, "/links/html/href").flatMap(Json::webAddress);
    }

    static Optional<URI> webAddress(String text) {
        try {
            if (text.length() > MAX_ADDRESS_LENGTH || !Text.isUnicode(text)) {
                return Optional.empty();
            }
            URI uri = URI.create(text);
            String ascii = uri.toASCIIString();
            if (!ascii.equals(text)) {
                // What a page's address may hold beside ASCII can be invisible.
                uri = URI.create(ascii);
            }
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The elements of the array {@code field} that can be read, none where there is no such array. */
    public static <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> read) {
        return StreamSupport.stream(node.path(field).spliterator(), false)
                .flatMap(element -> maybe(element, read))
                .toList();
    }

    /** An odd one among many is no reason to do without the others. */
    private static <T> Stream<T> maybe(JsonNode element, Function<JsonNode, T> read) {
        try {
            return Stream.of(read.apply(element));
        } catch (UnexpectedShape e) {
            return Stream.empty();
        }
    }
}
