package io.jenkins.plugins.bitbucket.steps;

import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/**
 * Checks the arguments of a step in a script, and converts them to the types of its parameters. Null means omitted, and
 * numbers and booleans may be given as text. Everything else that does not fit is rejected with one line.
 */
final class StepArguments {

    private final DescribableModel<?> model;
    private final String function;
    private final Map<String, ParameterForm> forms;

    /**
     * @param model the step's parameters
     * @param function the step's name in a script
     * @param forms the parameters with several texts, by their names
     */
    StepArguments(DescribableModel<?> model, String function, Map<String, ParameterForm> forms) {
        this.model = model;
        this.function = function;
        this.forms = forms;
    }

    /**
     * @param given the arguments by the names of the parameters
     * @throws IllegalArgumentException if a name is unknown or a type is wrong, with what the step accepts
     */
    Map<String, Object> check(Map<String, Object> given) {
        Map<String, Object> checked = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            DescribableParameter parameter = parameter(key);
            if (value != null) {
                checked.put(parameter.getName(), convert(parameter, value));
            }
        });
        return checked;
    }

    private DescribableParameter parameter(String name) {
        DescribableParameter parameter = name.equals(UninstantiatedDescribable.ANONYMOUS_KEY)
                ? model.getSoleRequiredParameter()
                : model.getParameter(name);
        if (parameter == null) {
            Set<String> names = new TreeSet<>();
            model.getParameters().forEach(known -> names.add(known.getName()));
            throw new IllegalArgumentException(
                    Messages.StepArguments_UnknownParameter(function, name, String.join(", ", names)));
        }
        return parameter;
    }

    private Object convert(DescribableParameter parameter, Object value) {
        String name = parameter.getName();
        ParameterForm form = forms.get(name);
        if (form == ParameterForm.MAP && value instanceof Map<?, ?> map) {
            return MapParameter.join(texts(name, map));
        }
        if (form == ParameterForm.WORDS || form == ParameterForm.LINES) {
            List<String> texts = texts(name, value);
            return form == ParameterForm.WORDS ? CommaSeparated.join(texts) : String.join("\n", texts);
        }
        Class<?> type = parameter.getErasedType();
        if (type == boolean.class || type == Boolean.class) {
            return truth(name, value);
        }
        if (type == int.class || type == Integer.class) {
            return wholeNumber(name, value);
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        throw new IllegalArgumentException(Messages.StepArguments_Text(name, kind(value)));
    }

    private static List<String> texts(String name, Object value) {
        Collection<?> elements;
        if (value instanceof Collection<?> collection) {
            elements = collection;
        } else {
            elements = value instanceof Object[] array ? Arrays.asList(array) : List.of(value);
        }
        return elements.stream()
                .map(element -> {
                    if (element == null || element instanceof CharSequence) {
                        return element == null ? "" : element.toString();
                    }
                    throw new IllegalArgumentException(Messages.StepArguments_Texts(name, kind(element)));
                })
                .toList();
    }

    private static Map<String, String> texts(String name, Map<?, ?> map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            for (Object part : new Object[] {key, value}) {
                if (!(part instanceof CharSequence)) {
                    throw new IllegalArgumentException(
                            Messages.StepArguments_TextsByName(name, part == null ? "null" : kind(part)));
                }
            }
            texts.put(key.toString(), value.toString());
        });
        return texts;
    }

    private static Boolean truth(String name, Object value) {
        String word = value.toString().trim();
        if (value instanceof Boolean || value instanceof CharSequence && word.matches("(?i)true|false")) {
            return Boolean.valueOf(word);
        }
        throw new IllegalArgumentException(Messages.StepArguments_Truth(name, kind(value)));
    }

    private static Integer wholeNumber(String name, Object value) {
        if (value instanceof Number || value instanceof CharSequence) {
            try {
                return Integer.valueOf(value.toString().trim());
            } catch (NumberFormatException e) {
                // Reported below.
            }
        }
        throw new IllegalArgumentException(Messages.StepArguments_WholeNumber(name, kind(value)));
    }

    /** What {@code value} is, to complete “not”. */
    private static String kind(Object value) {
        if (value instanceof CharSequence) {
            return "“" + Text.printable(value.toString()) + "”";
        }
        if (value instanceof Collection || value instanceof Object[]) {
            return Messages.StepArguments_List();
        }
        if (value instanceof Map) {
            return Messages.StepArguments_Map();
        }
        return value instanceof Number || value instanceof Boolean
                ? value.toString()
                : Messages.StepArguments_Object(value.getClass().getSimpleName());
    }
}
