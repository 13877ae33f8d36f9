package io.jenkins.plugins.bitbucket.steps;

import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a step.
 *
 * @param value what the Pipeline receives: a map, a list, a text, or null. Maps and lists may be nested; sandboxed
 *     scripts can read them, and each text in them is one line. A single text is returned unchanged
 * @param console what was done, in lines
 * @param warnings further messages for the author, one sentence each
 * @param made the entry for the build's page
 */
record StepResult(Serializable value, List<String> console, List<String> warnings, Optional<Made> made) {

    StepResult {
        value = value instanceof String ? value : readable(value);
    }

    /** Something was done, which the build's page shows too. */
    static StepResult made(
            LinkedHashMap<String, Serializable> value, String console, List<String> warnings, Made made) {
        return new StepResult(value, List.of(console), warnings, Optional.of(made));
    }

    /** Something was read, or needed no change. */
    static StepResult of(Serializable value, String console) {
        return new StepResult(value, List.of(console), List.of(), Optional.empty());
    }

    /** Bitbucket's texts may contain anything, and scripts print what they receive. */
    private static Serializable readable(Object given) {
        if (given instanceof Map<?, ?> map) {
            LinkedHashMap<String, Serializable> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put(name.toString(), readable(value)));
            return copy;
        }
        if (given instanceof List<?> list) {
            ArrayList<Serializable> copy = new ArrayList<>();
            list.forEach(element -> copy.add(readable(element)));
            return copy;
        }
        return given instanceof String text ? Text.oneLine(text) : (Serializable) given;
    }
}
