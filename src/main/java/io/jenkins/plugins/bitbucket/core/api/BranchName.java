package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;

/**
 * The name of a branch without {@code refs/heads/}, according to git's rules (<a
 * href="https://git-scm.com/docs/git-check-ref-format">git-check-ref-format</a>).
 *
 * @param value the name, such as {@code bump/terraform-1.9}
 */
public record BranchName(String value) {

    private static final String FORBIDDEN = " ~^:?*[\\\u007f";
    private static final int MAX_LENGTH = 255;

    /** @throws IllegalArgumentException if git does not allow the name, with the reason */
    public BranchName {
        value = value == null ? "" : value;
        String fault = fault(value);
        if (fault != null) {
            throw new IllegalArgumentException(
                    Sentences.of("Form.Branch", Text.printable(value), Sentences.of(fault, MAX_LENGTH)));
        }
    }

    /** The reason why the name is invalid; null if it is valid. */
    private static String fault(String name) {
        if (name.isBlank()) {
            return "Form.BranchEmpty";
        }
        if (name.startsWith("refs/")) {
            return "Form.BranchRefs";
        }
        if (name.length() > MAX_LENGTH) {
            return "Form.BranchLength";
        }
        if (name.equals("@") || name.equals("HEAD") || name.contains("@{")) {
            return "Form.BranchReserved";
        }
        if (name.startsWith("-") || name.endsWith(".") || name.contains("..")) {
            return "Form.BranchDots";
        }
        if (name.chars().anyMatch(c -> c < ' ' || FORBIDDEN.indexOf(c) >= 0)) {
            return "Form.BranchCharacters";
        }
        if (!Text.isUnicode(name)) {
            return "Form.BranchUnicode";
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".") || part.endsWith(".lock")) {
                return "Form.BranchParts";
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return value;
    }
}
