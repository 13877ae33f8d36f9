package io.jenkins.plugins.bitbucket.emulator.state;

import java.util.List;

/**
 * The scopes of API tokens. None of them implies another.
 *
 * @see <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-token-permissions/">what each permits</a>
 */
public final class Scopes {

    public static final String READ_PROJECT = "read:project:bitbucket";
    public static final String READ_PULL_REQUEST = "read:pullrequest:bitbucket";
    public static final String READ_REPOSITORY = "read:repository:bitbucket";
    public static final String READ_USER = "read:user:bitbucket";
    public static final String READ_WORKSPACE = "read:workspace:bitbucket";
    public static final String WRITE_PULL_REQUEST = "write:pullrequest:bitbucket";
    public static final String WRITE_REPOSITORY = "write:repository:bitbucket";

    /** All that the emulator asks for. */
    public static final List<String> ALL = List.of(
            READ_PROJECT,
            READ_REPOSITORY,
            READ_USER,
            READ_WORKSPACE,
            READ_PULL_REQUEST,
            WRITE_PULL_REQUEST,
            WRITE_REPOSITORY);

    private Scopes() {}

    /** {@code write:repository:bitbucket} was {@code repository:write} before API tokens, and reading had no suffix. */
    public static String oldName(String scope) {
        String[] parts = scope.split(":");
        if (parts.length != 3) {
            return scope;
        }
        String thing = parts[1].matches("user|workspace") ? "account" : parts[1];
        return parts[0].equals("read") ? thing : thing + ":" + parts[0];
    }
}
