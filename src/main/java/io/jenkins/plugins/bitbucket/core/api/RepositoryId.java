package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.regex.Pattern;

/**
 * The ID of a repository on Bitbucket Cloud.
 *
 * @param workspace the workspace's slug, or its UUID in braces
 * @param slug the repository's slug, or its UUID in braces
 */
public record RepositoryId(String workspace, String slug) {

    private static final String UUID = "\\{[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}}";
    private static final Pattern WORKSPACE = Pattern.compile("[A-Za-z0-9_-]{1,128}|" + UUID);
    // A slug that ends with “.git” would be ambiguous with the end of a clone URL.
    private static final Pattern SLUG = Pattern.compile("(?!\\.{1,2}$|.*\\.git$)[A-Za-z0-9._-]{1,128}|" + UUID);

    /** @throws IllegalArgumentException if one of the two is neither a slug nor a UUID in braces */
    public RepositoryId {
        workspace = checkWorkspace(workspace);
        if (slug == null || !SLUG.matcher(slug).matches()) {
            throw new IllegalArgumentException(Sentences.of("Repository.Slug", Text.printable(String.valueOf(slug))));
        }
    }

    /**
     * Parses a repository in a form that users have at hand: {@code workspace/slug}, its clone URL for HTTPS or SSH, or
     * the address of one of its pages in a browser. A user name or password in a URL is ignored.
     *
     * @throws IllegalArgumentException if it has none of these forms or is not on bitbucket.org, with the reason
     */
    public static RepositoryId parse(String text) {
        return RepositoryAddress.parse(text);
    }

    /**
     * Checks a workspace.
     *
     * @return the workspace unchanged
     * @throws IllegalArgumentException if it is neither a slug nor a UUID in braces
     */
    public static String checkWorkspace(String workspace) {
        if (workspace == null || !WORKSPACE.matcher(workspace).matches()) {
            throw new IllegalArgumentException(
                    Sentences.of("Repository.Workspace", Text.printable(String.valueOf(workspace))));
        }
        return workspace;
    }

    @Override
    public String toString() {
        return workspace + "/" + slug;
    }
}
