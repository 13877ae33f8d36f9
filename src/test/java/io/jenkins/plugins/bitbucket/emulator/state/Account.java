package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An Atlassian account on Bitbucket, which creates its API tokens. */
public final class Account {

    private final Directory directory;
    private final String email;
    private final String nickname;
    private final String displayName;
    private final UUID uuid = UUID.randomUUID();
    private volatile String accountId = "712020:" + UUID.randomUUID();
    private final Instant createdOn = Instant.now();
    private volatile boolean active = true;
    private volatile boolean departed;

    public Account(Directory directory, String email, String nickname, String displayName) {
        this.directory = directory;
        this.email = email;
        this.nickname = nickname;
        this.displayName = displayName;
    }

    /** In braces, in Bitbucket's form. */
    public String uuid() {
        return "{" + uuid + "}";
    }

    public String accountId() {
        return accountId;
    }

    /** Sets another account ID: there are several forms, also with more than one colon. */
    public Account withAccountId(String accountId) {
        this.accountId = accountId;
        return this;
    }

    /** The user name for the REST API. */
    public String email() {
        return email;
    }

    /** The Bitbucket user name, which git accepts in addition to the constant one. */
    public String nickname() {
        return nickname;
    }

    public String displayName() {
        return displayName;
    }

    /** Creates a token; one without scopes works nowhere. */
    public String token(String... scopes) {
        return directory.issue(this, List.of(scopes));
    }

    public String tokenWithAllScopes() {
        return token(Scopes.ALL.toArray(String[]::new));
    }

    /** A token that once worked: Bitbucket answers as for an unknown token. */
    public String expiredToken(String... scopes) {
        String token = token(scopes);
        directory.revoke(token);
        return token;
    }

    /** Adds the public key of an SSH key, in OpenSSH's format. */
    public Account addSshKey(String publicKey) {
        directory.addSshKey(this, publicKey);
        return this;
    }

    /** Registers a password as an app password: since July 2026, these are rejected with their own message. */
    public Account addAppPassword(String password) {
        directory.addAppPassword(password);
        return this;
    }

    /**
     * Deactivates the account: its tokens and keys fail, and it can't review. Others still find it, with {@code
     * account_status: "inactive"}; seen.
     */
    public void deactivate() {
        active = false;
    }

    /** Deletes the account: nobody finds it any more, and it is null where it was an author; seen. */
    public void depart() {
        active = false;
        departed = true;
    }

    boolean isActive() {
        return active;
    }

    public boolean isDeparted() {
        return departed;
    }

    /** In Bitbucket's form. */
    public String status() {
        return active ? "active" : "inactive";
    }

    public Instant createdOn() {
        return createdOn;
    }

    @Override
    public String toString() {
        return nickname;
    }
}
