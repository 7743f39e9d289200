package io.insitu.connectors.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DeskTaskTest {
    private final World world = WorldFile.shipped("parcels");

    @Test
    void anIdIsEnoughToDrawTheSameTicketAgain() {
        for (long seed = -20; seed < 200; seed++) {
            DeskTask task = DeskTask.draw(world, WorldPhase.AFTER, seed);
            assertThat(DeskTask.of(WorldFile.shipped("parcels"), task.taskId())).isEqualTo(task);
        }
    }

    @Test
    void theRightResolutionIsAlwaysAmongTheOptionsAndAtNoFavouritePlace() {
        int[] places = new int[world.mix().options()];
        for (long seed = 0; seed < 3000; seed++) {
            DeskTask task = DeskTask.draw(world, WorldPhase.AFTER, seed);
            int place = task.options().indexOf(world.rightResolution(task.question(), WorldPhase.AFTER));
            assertThat(task.options())
                    .doesNotHaveDuplicates()
                    .hasSize(world.mix().options());
            places[place]++;
        }
        assertThat(java.util.Arrays.stream(places).boxed()).allMatch(count -> count > 880 && count < 1120);
    }

    @Test
    void aRenamedToolIsOfferedUnderItsNewNameOnly() {
        for (long seed = 0; seed < 300; seed++) {
            assertThat(DeskTask.draw(world, WorldPhase.AFTER, seed).options()).doesNotContain("replace");
            assertThat(DeskTask.draw(world, WorldPhase.BEFORE, seed).options()).doesNotContain("swap");
        }
    }

    @Test
    void theDriftComesAtItsShareOfTheRun() {
        assertThat(WorldPhase.of(world, 49, 100)).isEqualTo(WorldPhase.BEFORE);
        assertThat(WorldPhase.of(world, 50, 100)).isEqualTo(WorldPhase.AFTER);
    }

    @Test
    void anotherWorldsTaskIsRefusedWithItsName() {
        assertThatThrownBy(() -> DeskTask.of(world, "desk/clinic/before/1"))
                .hasMessageContaining("belongs to another world than parcels");
        assertThatThrownBy(() -> DeskTask.of(world, "retail-7")).hasMessageContaining("desk/WORLD/PHASE/SEED");
    }
}
