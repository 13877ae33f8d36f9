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

    /** In braces, as Bitbucket writes it. */
    public String uuid() {
        return "{" + uuid + "}";
    }

    public String accountId() {
        return accountId;
    }

    /** Gives it another account ID: they are seen in several forms, with more than one colon too. */
    public Account withAccountId(String accountId) {
        this.accountId = accountId;
        return this;
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

    /** Lets a password be known as an app password: they are refused in words of their own since July 2026. */
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

    /** Deletes the account: nobody finds it any more, and it is null where it was the author of something; seen. */
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

    /** As Bitbucket writes it. */
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
