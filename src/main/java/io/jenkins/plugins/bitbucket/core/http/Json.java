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

/** Reads Bitbucket's responses. Unknown fields are ignored; missing fields matter only if they are essential. */
public final class Json {

    /** The maximum length of an address in a response; browsers and servers accept no longer ones either. */
    static final int MAX_ADDRESS_LENGTH = 8_000;

    public static final ObjectMapper MAPPER = new ObjectMapper();

    // There are as many as this program names.
    private static final Map<String, JsonPointer> POINTERS = new ConcurrentHashMap<>();

    private Json() {}

    /** A JSON response without the expected structure. */
    public static final class UnexpectedShape extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnexpectedShape(String pointer) {
            super(Sentences.of("Unexpected.NoField", pointer.substring(1).replace('/', '.')));
        }
    }

    /**
     * @param pointer the position of the text, as a JSON pointer such as {@code /target/hash}
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

    /** The web page of {@code node}; only a web address is accepted. */
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
                // Non-ASCII characters in an address can be invisible.
                uri = URI.create(ascii);
            }
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The readable elements of the array {@code field}; none if there is no such array. */
    public static <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> read) {
        return StreamSupport.stream(node.path(field).spliterator(), false)
                .flatMap(element -> maybe(element, read))
                .toList();
    }

    /** One unreadable element is no reason to discard the others. */
    private static <T> Stream<T> maybe(JsonNode element, Function<JsonNode, T> read) {
        try {
            return Stream.of(read.apply(element));
        } catch (UnexpectedShape e) {
            return Stream.empty();
        }
    }
}
