package io.jenkins.plugins.bitbucket.emulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** JSON from a list of names and values. */
public final class JsonNodes {

    public static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonNodes() {}

    static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This is no JSON: " + json, e);
        }
    }

    /** An object of {@code name, value, name, value, …}; a value can be JSON, a text, a number, a boolean or null. */
    public static ObjectNode object(Object... namesAndValues) {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            // Jackson would copy what is JSON already.
            object.set((String) namesAndValues[i], value instanceof JsonNode json ? json : MAPPER.valueToTree(value));
        }
        return object;
    }

    public static ArrayNode array(Collection<? extends JsonNode> values) {
        return MAPPER.createArrayNode().addAll(values);
    }

    public static ArrayNode texts(Collection<String> values) {
        ArrayNode array = MAPPER.createArrayNode();
        values.forEach(array::add);
        return array;
    }
}
