package io.jenkins.plugins.bitbucket.steps;

import io.jenkins.plugins.bitbucket.api.Text;
import io.jenkins.plugins.bitbucket.steps.BitbucketWork.Made;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * How a step ended well.
 *
 * @param value what the Pipeline gets: a map, whose entries every sandbox lets it read
 * @param console what was done, in a sentence
 * @param warnings what else the author should know, a sentence each
 * @param made what the build's page shows
 */
record StepResult(LinkedHashMap<String, Serializable> value, String console, List<String> warnings, Made made) {

    StepResult {
        value.replaceAll((name, given) -> printable(given));
    }

    /** What Bitbucket says may hold anything, and a script prints what it gets. */
    private static Serializable printable(Serializable given) {
        if (given instanceof String text) {
            return Text.printable(text);
        }
        return given instanceof List<?> list
                ? new ArrayList<>(list.stream()
                        .map(element -> Text.printable(element.toString()))
                        .toList())
                : given;
    }
}
