package io.jenkins.plugins.bitbucket.migration;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.AdministrativeMonitor;
import hudson.model.ItemGroup;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tells administrators which app passwords are left, until they are converted. */
@Extension
public final class AppPasswordsLeftMonitor extends AdministrativeMonitor {

    private static final long KEPT = TimeUnit.MINUTES.toNanos(5);

    private record Finding(boolean left, long nanoTime) {}

    private volatile Finding last;

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.AppPasswordsLeftMonitor_DisplayName();
    }

    /** Asked at every page of an administrator: it looks again only after some minutes, or after a change. */
    @Override
    public boolean isActivated() {
        Finding finding = last;
        if (finding == null || System.nanoTime() - finding.nanoTime > KEPT) {
            finding = look();
            last = finding;
        }
        return finding.left;
    }

    private static Finding look() {
        long now = System.nanoTime();
        try (ACLContext all = ACL.as2(ACL.SYSTEM2)) {
            return new Finding(OldCredential.appPasswordsKeptHere().findAny().isPresent(), now);
        }
    }

    /** How each is called, and where it is stored. */
    public List<String> getAppPasswords() {
        return OldCredential.appPasswordsKeptHere()
                .map(OldCredential::stored)
                .map(stored -> stored.name() + " (" + stored.place() + ")")
                .toList();
    }

    /** Forgets what was found when credentials are saved: in Jenkins itself, or with their folder. */
    @Extension
    public static final class Changes extends SaveableListener {

        @Override
        public void onChange(Saveable saved, XmlFile file) {
            if (saved instanceof SystemCredentialsProvider || saved instanceof ItemGroup) {
                ExtensionList.lookupSingleton(AppPasswordsLeftMonitor.class).last = null;
            }
        }
    }
}
