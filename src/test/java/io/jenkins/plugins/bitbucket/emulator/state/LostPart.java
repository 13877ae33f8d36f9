package io.jenkins.plugins.bitbucket.emulator.state;

/** The parts of a pull request that can be null: seen for deleted forks and deleted accounts. */
public enum LostPart {
    SOURCE_REPOSITORY,
    SOURCE_BRANCH,
    SOURCE_COMMIT,
    DESTINATION_REPOSITORY,
    DESTINATION_COMMIT,
    AUTHOR
}
