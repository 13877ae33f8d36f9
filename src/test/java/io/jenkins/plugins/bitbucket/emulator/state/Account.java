package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An Atlassian account that uses Bitbucket, and the place where its API tokens are made. */
public final class Account {

    private final Directory directory;
    private final String email;
    private final String nickname;
    private final String displayName;
    private final UUID uuid = UUID.randomUUID();
    private final String accountId = "712020:" + UUID.randomUUID();
    private final Instant createdOn = Instant.now();
    private volatile boolean active = true;

    public Account(Directory directory, String email, String nickname, String displayName) {
        this.directory = directory;
        this.email = email;
        this.nickname = nickname;
        this.displayName = displayName;
    }

    /** In braces, as Bitbucket writes it. */
    public String uuid() {
        return "{" + uuid + "}";
    }

    public String accountId() {
        return accountId;
    }

    /** The user name of the REST API. */
    public String email() {
        return email;
    }

    /** The Bitbucket user name, which git takes beside the constant one. */
    public String nickname() {
        return nickname;
    }

    public String displayName() {
        return displayName;
    }

    /** Makes a token; one without scopes works nowhere. */
    public String token(String... scopes) {
        return directory.issue(this, List.of(scopes));
    }

    public String tokenWithAllScopes() {
        return token(Scopes.ALL.toArray(String[]::new));
    }

    /** A token that once worked: Bitbucket answers to it as it does to one that it never knew. */
    public String expiredToken(String... scopes) {
        String token = token(scopes);
        directory.revoke(token);
        return token;
    }

    /** Adds the public half of an SSH key, as OpenSSH writes it. */
    public Account addSshKey(String publicKey) {
        directory.addSshKey(this, publicKey);
        return this;
    }

    /** Closes the account: its tokens and keys fail, and it can't review. */
    public void deactivate() {
        active = false;
    }

    boolean isActive() {
        return active;
    }

    public Instant createdOn() {
        return createdOn;
    }

    @Override
    public String toString() {
        return nickname;
    }
}
