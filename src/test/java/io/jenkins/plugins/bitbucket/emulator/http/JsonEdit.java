package io.jenkins.plugins.bitbucket.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A change to the JSON of a response, for unusual shapes.
 *
 * @param path keys from the root to the one that changes, separated by slashes; {@code *} is every item of a list, and
 *     a number one item
 * @param change receives the object that contains the last key, and that key
 */
public record JsonEdit(String path, BiConsumer<ObjectNode, String> change) {

    /** Removes a key. */
    public static JsonEdit remove(String path) {
        return new JsonEdit(path, ObjectNode::remove);
    }

    /** @param value JSON, a text, a number, a boolean or null */
    public static JsonEdit set(String path, Object value) {
        return new JsonEdit(path, (object, key) -> object.set(key, JsonNodes.MAPPER.valueToTree(value)));
    }

    void apply(JsonNode json) {
        apply(json, List.of(path.substring(1).split("/")));
    }

    private void apply(JsonNode node, List<String> keys) {
        String key = keys.get(0);
        if (keys.size() == 1) {
            if (node instanceof ObjectNode object) {
                change.accept(object, key);
            }
        } else if (node instanceof ArrayNode array && key.equals("*")) {
            array.forEach(item -> apply(item, keys.subList(1, keys.size())));
        } else if (node instanceof ArrayNode array) {
            apply(array.path(Integer.parseInt(key)), keys.subList(1, keys.size()));
        } else {
            apply(node.path(key), keys.subList(1, keys.size()));
        }
    }
}
