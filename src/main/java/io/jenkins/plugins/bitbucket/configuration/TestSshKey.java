package io.jenkins.plugins.bitbucket.configuration;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.Util;
import hudson.security.ACL;
import hudson.util.FormValidation;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.check.SshKeyCheck;
import io.jenkins.plugins.bitbucket.core.check.SshKeyReport;
import io.jenkins.plugins.bitbucket.core.check.SshKeyReport.Verdict;
import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import jenkins.model.Jenkins;

/** The result below the button <em>Test SSH key</em>. */
final class TestSshKey {

    private final BitbucketSsh ssh;
    private final List<DomainRequirement> requirements;

    /** @param requirements the domain requirements for the key */
    TestSshKey(BitbucketSsh ssh, List<DomainRequirement> requirements) {
        this.ssh = ssh;
        this.requirements = requirements;
    }

    /** Asks Bitbucket, and renders the report as HTML; every text in it is escaped. */
    FormValidation of(String keyId, String repository) {
        Optional<RepositoryId> toRead =
                Optional.ofNullable(Util.fixEmptyAndTrim(repository)).map(RepositoryId::parse);
        SSHUserPrivateKey key = CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        SSHUserPrivateKey.class, Jenkins.get(), ACL.SYSTEM2, requirements),
                CredentialsMatchers.withId(Util.fixNull(keyId)));
        if (key == null) {
            return FormValidation.error(Messages.TestSshKey_NoKey());
        }
        CompletableFuture<SshKeyReport> check = new SshKeyCheck().run(toRead, ssh.as(JenkinsSshKey.of(key)));
        Optional<SshKeyReport> checked = PageWait.result(check);
        if (checked.isEmpty()) {
            check.cancel(true);
            return FormValidation.error(PageWait.tooLong());
        }
        SshKeyReport report = checked.get();
        String html = html(report);
        return switch (report.verdict()) {
            case USER -> report.good() ? FormValidation.okWithMarkup(html) : FormValidation.warningWithMarkup(html);
            case ACCESS_KEY -> FormValidation.warningWithMarkup(html);
            default -> FormValidation.errorWithMarkup(html);
        };
    }

    private static String html(SshKeyReport report) {
        ReportMarkup page = new ReportMarkup(report.good(), report.summary());
        if (!report.repositories().isEmpty()) {
            page.paragraph(Messages.TestSshKey_Reads(String.join(", ", report.repositories())));
        }
        // The summary describes a problem with it.
        report.repository()
                .filter(check -> check.problem().isEmpty())
                .ifPresent(check -> page.paragraph(Messages.TestSshKey_CanBeRead(check.id())));
        report.publicKey().ifPresent(line -> {
            if (report.verdict() == Verdict.REJECTED) {
                page.paragraph(Messages.TestSshKey_PublicKey()).code(line);
            } else {
                page.folded(Messages.TestSshKey_PublicKey(), () -> page.code(line));
            }
        });
        return page.end();
    }
}
