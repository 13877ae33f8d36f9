package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.regex.Pattern;

/**
 * The email of an Atlassian account, which is the user name of the REST API with an API token.
 *
 * @param value the address, such as {@code ci@acme.example}
 */
public record Email(String value) {

    private static final Pattern FORM =
            Pattern.compile("[^\\p{C}\\p{Z}:@]+@[^\\p{C}\\p{Z}:@.]+(\\.[^\\p{C}\\p{Z}:@.]+)*");

    /** @throws IllegalArgumentException if it has not the form of an address, with what to enter in its place */
    public Email {
        value = value == null ? "" : value.strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException("The email is missing: enter the email of the Atlassian account.");
        }
        if (!value.contains("@")) {
            throw new IllegalArgumentException(
                    "“" + Text.printable(value) + "” is a user name, not an email: with an API"
                            + " token Bitbucket takes the email of the Atlassian account.");
        }
        if (value.length() > 254 || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("“" + Text.printable(value) + "” is not an email address.");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
