package io.insitu.ops.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.connectors.sdk.Insitu;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.connectors.sdk.TrajectoryHandle;
import io.insitu.ops.ExitCode;
import io.insitu.ops.TinyBase;
import io.insitu.ops.UserError;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.trainer.device.DeviceWish;
import io.insitu.trainer.worker.TrainingProgress;
import io.insitu.trainer.worker.TrainingProgress.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningIT {
    private static final int GROUPS = 40;

    @TempDir
    Path folder;

    private final LinkedBlockingQueue<TrainingProgress> progress = new LinkedBlockingQueue<>();

    @Test
    void foreignAgentsWhoSendTokensGetACandidateTrainedOnTheirBase() throws Exception {
        Path base = TinyBase.in(folder);
        String baseId = ModelDigest.of(base);
        try (Site site = Site.start(DataFolder.create(folder.resolve("data")));
                Outbox road = Outbox.connect(
                        SdkConfig.defaults("mine"), site.clients().producer(), site.serdes());
                Insitu agents = Insitu.connect(
                        SdkConfig.defaults("mine"), site.clients().producer(), site.serdes());
                Learning learning =
                        Learning.start(site, road, new LearningParts(base, DeviceWish.CPU, true), progress::add)) {
            assertThat(learning.baseModelId()).isEqualTo(baseId);
            for (int group = 0; group < GROUPS; group++) {
                attempt(agents, baseId, group, OutcomeKind.SUCCESS);
                attempt(agents, baseId, group, OutcomeKind.FAILURE);
            }
            String adapterId = published(learning);
            LogReader log = new LogReader(site.clients(), site.serdes());
            List<AdapterVersion> versions = log.values(Topics.ADAPTERS);
            assertThat(versions.get(0).getAdapterId()).isEqualTo(adapterId);
            assertThat(versions.get(0).getStatus()).isEqualTo(AdapterStatus.CANDIDATE);
            assertThat(versions.get(0).getBaseModelId()).isEqualTo(baseId);
            assertThat(site.folder()
                            .artifacts()
                            .open(versions.get(0).getLocation())
                            .baseModelId())
                    .isEqualTo(baseId);
            learning.vitals().check();
        }
    }

    @Test
    void aFolderThatIsNoBaseModelIsRefusedInOneLine() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (Site site = Site.start(DataFolder.create(folder.resolve("data")));
                Outbox road = Outbox.connect(
                        SdkConfig.defaults("mine"), site.clients().producer(), site.serdes())) {
            assertThatThrownBy(() ->
                            Learning.start(site, road, new LearningParts(empty, DeviceWish.CPU, true), progress::add))
                    .isInstanceOfSatisfying(
                            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                    .hasMessageContaining("--base " + empty)
                    .hasMessageContaining("name a folder with config.json and model.safetensors");
        }
    }

    private String published(Learning learning) throws InterruptedException {
        for (int second = 0; second < 90; second++) {
            @Nullable TrainingProgress news = progress.poll(1, TimeUnit.SECONDS);
            learning.vitals().check();
            if (news != null) {
                assertThat(news.phase()).as(news.detail()).isNotEqualTo(Phase.REFUSED);
                if (news.phase() == Phase.PUBLISHED) {
                    return news.detail();
                }
            }
        }
        throw new AssertionError("no candidate within 90 s");
    }

    private static void attempt(Insitu agents, String baseId, int group, OutcomeKind outcome) {
        TrajectoryHandle attempt = agents.start(
                "g" + group + "-" + outcome,
                TaskStarted.newBuilder()
                        .setTaskId("task-" + group)
                        .setGroupId("g" + group)
                        .setGroupSize(2)
                        .setInstruction("count to " + group)
                        .build());
        attempt.step(Generation.newBuilder()
                .setText("so be it")
                .setPromptTokens(List.of(1, 2, 3 + group % 20))
                .setTokens(List.of(outcome == OutcomeKind.SUCCESS ? 30 : 31, 9))
                .setLogProbs(List.of(-1f, -1f))
                .setBaseModelId(baseId)
                .build());
        attempt.end(outcome, outcome == OutcomeKind.SUCCESS ? 1 : -1, "");
    }
}
