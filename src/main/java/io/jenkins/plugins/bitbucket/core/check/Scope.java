package io.jenkins.plugins.bitbucket.core.check;

import java.util.Set;

/**
 * A scope that this product needs on an API token. None implies another.
 *
 * <p>Source: <a href="https://support.atlassian.com/bitbucket-cloud/docs/api-token-permissions/">API token
 * permissions</a>.
 */
public enum Scope {
    READ_PROJECT("read:project:bitbucket", "project", true, "list the projects of a workspace"),
    READ_REPOSITORY("read:repository:bitbucket", "repository", true, "read repositories, branches and tags; clone"),
    READ_USER("read:user:bitbucket", "account", true, "tell whose the token is"),
    READ_WORKSPACE("read:workspace:bitbucket", "account", true, "list workspaces; find reviewers by nickname"),
    READ_PULLREQUEST(
            "read:pullrequest:bitbucket", "pullrequest", false, "find open pull requests and default reviewers"),
    WRITE_PULLREQUEST("write:pullrequest:bitbucket", "pullrequest:write", false, "open and update pull requests"),
    WRITE_REPOSITORY("write:repository:bitbucket", "repository:write", false, "create branches; push");

    private final String fullName;
    private final String oldName;
    private final boolean required;
    private final String purpose;

    Scope(String fullName, String oldName, boolean required, String purpose) {
        this.fullName = fullName;
        this.oldName = oldName;
        this.required = required;
        this.purpose = purpose;
    }

    /** As Atlassian names it where tokens are made. */
    public String fullName() {
        return fullName;
    }

    /** Whether nothing works without it; the others are for branches and pull requests only. */
    public boolean required() {
        return required;
    }

    /** What it is for, as the end of “needed to”. */
    public String purpose() {
        return purpose;
    }

    /** Whether it is among {@code names}, written as for API tokens or in the older style of OAuth. */
    boolean isAmong(Set<String> names) {
        return names.contains(fullName) || names.contains(oldName);
    }

    @Override
    public String toString() {
        return fullName;
    }
}
