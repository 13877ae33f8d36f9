package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.regex.Pattern;

/**
 * The email of an Atlassian account, which is the user name of the REST API with an API token.
 *
 * @param value the address, such as {@code ci@acme.example}; white space and invisible characters around it are removed
 */
public record Email(String value) {

    // Also what a copy from a document or a web page brings along: spaces that don't break, and invisible characters.
    private static final String BLANK = "[\\p{Z}\\p{Cf}\\s\\x1c-\\x1f]";
    private static final Pattern AROUND = Pattern.compile("\\A" + BLANK + "+|(?<!" + BLANK + ")" + BLANK + "+\\z");
    private static final Pattern FORM =
            Pattern.compile("[^\\p{C}\\p{Z}:@]+@[^\\p{C}\\p{Z}:@.]+(\\.[^\\p{C}\\p{Z}:@.]+)*");

    /** @throws IllegalArgumentException if it is not an email address, with advice on what to enter */
    public Email {
        value = value == null ? "" : AROUND.matcher(value).replaceAll("");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(Sentences.of("Form.NoEmail"));
        }
        if (!value.contains("@")) {
            throw new IllegalArgumentException(Sentences.of("Form.UserName", Text.printable(value)));
        }
        if (value.length() > 254 || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(Sentences.of("Form.Email", Text.printable(value)));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
