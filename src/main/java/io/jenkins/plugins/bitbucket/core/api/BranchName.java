package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Text;

/**
 * A branch's name without {@code refs/heads/}, by git's own rules
 * (<a href="https://git-scm.com/docs/git-check-ref-format">git-check-ref-format</a>).
 *
 * @param value the name, such as {@code bump/terraform-1.9}
 */
public record BranchName(String value) {

    private static final String FORBIDDEN = " ~^:?*[\\\u007f";
    private static final int LONGEST = 255;

    /** @throws IllegalArgumentException if git would not take the name, saying why */
    public BranchName {
        value = value == null ? "" : value;
        String fault = fault(value);
        if (fault != null) {
            throw new IllegalArgumentException("“" + Text.printable(value) + "” can't be a branch: " + fault + ".");
        }
    }

    private static String fault(String name) {
        if (name.isBlank()) {
            return "the name is empty";
        }
        if (name.startsWith("refs/")) {
            return "leave out “refs/heads/”";
        }
        if (name.length() > LONGEST) {
            return "a name has at most " + LONGEST + " characters";
        }
        if (name.equals("@") || name.equals("HEAD") || name.contains("@{")) {
            return "git keeps “@”, “HEAD” and “@{” for itself";
        }
        if (name.startsWith("-") || name.endsWith(".") || name.contains("..")) {
            return "a name does not start with “-”, end with “.” or contain “..”";
        }
        if (name.chars().anyMatch(c -> c < ' ' || FORBIDDEN.indexOf(c) >= 0)) {
            return "a name has no space, no control character and none of ~ ^ : ? * [ \\";
        }
        if (!Text.isUnicode(name)) {
            return "it is not Unicode";
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".") || part.endsWith(".lock")) {
                return "no part between slashes is empty, starts with “.” or ends with “.lock”";
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return value;
    }
}
