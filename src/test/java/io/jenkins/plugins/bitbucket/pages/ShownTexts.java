package io.jenkins.plugins.bitbucket.pages;

import java.util.List;
import java.util.stream.Stream;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.DomText;

/** The texts of a piece of a page that somebody sees or hears, but for what other plugins and Jenkins put in it. */
final class ShownTexts {

    private static final List<String> ATTRIBUTES =
            List.of("title", "tooltip", "placeholder", "alt", "aria-label", "checkmessage", "data-html-tooltip");

    /** Jenkins' links to the help, the credentials plugin's button <em>Add</em>, and what is no text. */
    private static final List<String> OF_OTHERS = List.of(
            "script",
            "style",
            "svg",
            ".jenkins-help-button",
            ".help-area",
            ".from-plugin",
            ".credentials-add",
            ".credentials-add-menu");

    private ShownTexts() {}

    static Stream<String> of(DomNode node) {
        if (node instanceof DomText text) {
            return Stream.of(text.getData().strip()).filter(shown -> !shown.isEmpty());
        }
        if (!(node instanceof DomElement element)) {
            return children(node);
        }
        if (OF_OTHERS.stream().anyMatch(element::matches) || isWordOfPipelines(element)) {
            return Stream.empty();
        }
        return Stream.concat(
                ATTRIBUTES.stream().map(element::getAttribute).filter(shown -> !shown.isBlank()), children(element));
    }

    private static Stream<String> children(DomNode node) {
        return node.getChildNodes().stream().flatMap(ShownTexts::of);
    }

    /** A choice that stands in a Pipeline as it stands on the page. */
    private static boolean isWordOfPipelines(DomElement element) {
        return element.getTagName().equals("option")
                && element.getAttribute("value").equals(element.getTextContent());
    }
}
