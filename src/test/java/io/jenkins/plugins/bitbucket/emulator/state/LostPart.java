package io.jenkins.plugins.bitbucket.emulator.state;

/** What of a pull request can be null, since it is gone: seen for pull requests of deleted forks and deleted people. */
public enum LostPart {
    SOURCE_REPOSITORY,
    SOURCE_BRANCH,
    SOURCE_COMMIT,
    DESTINATION_REPOSITORY,
    DESTINATION_COMMIT,
    AUTHOR
}
