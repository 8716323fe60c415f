package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Writes BPF instructions (RFC 9669): the few that a small filter needs. Each is eight octets: operation, registers
/// (target in the low half), offset of 16 bits, immediate of 32, in the order of a little-endian machine. Labels are
/// jumped to before or after they are placed.
///
/// Registers: R0 is what a call or the program answers, R1 to R5 are arguments and lost by a call, R6 to R9 are kept,
/// `FRAME` is the end of 512 octets of stack.
final class BpfCode {
    static final int R0 = 0;
    static final int R1 = 1;
    static final int R2 = 2;
    static final int R3 = 3;
    static final int R6 = 6;
    static final int R7 = 7;
    static final int R8 = 8;
    static final int R9 = 9;
    static final int FRAME = 10;

    private static final int BYTES = 8;
    private static final int MAP_DESCRIPTOR = 1; // as source register of a 64-bit load: the immediate is a map's fd

    // Operation = class | size or operator | where the operand is (8: register, 0: immediate), RFC 9669 sections 3 to
    // 5.
    private static final int LOAD_WIDE = 0x18;
    private static final int LOAD_32 = 0x61;
    private static final int STORE_32 = 0x63;
    private static final int ATOMIC_64 = 0xdb;
    private static final int MOVE_64 = 0xbf;
    private static final int MOVE_64_NUMBER = 0xb7;
    private static final int ADD_64_NUMBER = 0x07;
    private static final int SHIFT_RIGHT_64_NUMBER = 0x77;
    private static final int MOVE_32 = 0xbc;
    private static final int ADD_32_NUMBER = 0x04;
    private static final int AND_32_NUMBER = 0x54;
    private static final int SHIFT_LEFT_32_NUMBER = 0x64;
    private static final int SHIFT_RIGHT_32_NUMBER = 0x74;
    private static final int MODULO_32_NUMBER = 0x94;
    private static final int XOR_32 = 0xac;
    private static final int JUMP = 0x05;
    private static final int JUMP_IF_ZERO_64 = 0x15;
    private static final int JUMP_IF_EQUAL_32_NUMBER = 0x16;
    private static final int JUMP_IF_ABOVE_32_NUMBER = 0x26;
    private static final int JUMP_IF_NOT_EQUAL_32_NUMBER = 0x56;
    private static final int JUMP_IF_NOT_EQUAL_32 = 0x5e;
    private static final int JUMP_IF_BELOW_32_NUMBER = 0xa6;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;

    /// A place to jump to.
    static final class Label {
        private int at = -1;
    }

    private long[] code = new long[64];
    private Label[] jumps = new Label[64]; // by instruction; null where it is no jump
    private int count;

    private BpfCode add(int operation, int target, int source, int offset, int number) {
        if (count == jumps.length) {
            jumps = Arrays.copyOf(jumps, 2 * count);
            code = Arrays.copyOf(code, 2 * count);
        }
        int registers = source << 4 | target;
        code[count++] = (long) number << 32 | (offset & 0xffffL) << 16 | registers << 8 | operation;
        return this;
    }

    private BpfCode jump(int operation, int register, int other, int number, Label to) {
        add(operation, register, other, 0, number);
        jumps[count - 1] = to;
        return this;
    }

    /// `target = *(u32 *) (base + offset)`; the upper half is zero.
    BpfCode load32(int target, int base, int offset) {
        return add(LOAD_32, target, base, offset, 0);
    }

    /// `*(u32 *) (base + offset) = source`.
    BpfCode store32(int base, int offset, int source) {
        return add(STORE_32, base, source, offset, 0);
    }

    /// `*(u64 *) (base + offset) += source`, as one step for all processors.
    BpfCode addTo64(int base, int offset, int source) {
        return add(ATOMIC_64, base, source, offset, 0);
    }

    /// The map with that descriptor, as calls take it.
    BpfCode map(int target, int descriptor) {
        return add(LOAD_WIDE, target, MAP_DESCRIPTOR, 0, descriptor).add(0, 0, 0, 0, 0);
    }

    BpfCode move(int target, int source) {
        return add(MOVE_64, target, source, 0, 0);
    }

    BpfCode set(int target, int number) {
        return add(MOVE_64_NUMBER, target, 0, 0, number);
    }

    BpfCode add(int target, int number) {
        return add(ADD_64_NUMBER, target, 0, 0, number);
    }

    BpfCode shiftRight(int target, int bits) {
        return add(SHIFT_RIGHT_64_NUMBER, target, 0, 0, bits);
    }

    BpfCode move32(int target, int source) {
        return add(MOVE_32, target, source, 0, 0);
    }

    BpfCode add32(int target, int number) {
        return add(ADD_32_NUMBER, target, 0, 0, number);
    }

    BpfCode and32(int target, int number) {
        return add(AND_32_NUMBER, target, 0, 0, number);
    }

    BpfCode shiftLeft32(int target, int bits) {
        return add(SHIFT_LEFT_32_NUMBER, target, 0, 0, bits);
    }

    BpfCode shiftRight32(int target, int bits) {
        return add(SHIFT_RIGHT_32_NUMBER, target, 0, 0, bits);
    }

    /// The remainder, unsigned.
    BpfCode modulo32(int target, int number) {
        return add(MODULO_32_NUMBER, target, 0, 0, number);
    }

    BpfCode xor32(int target, int source) {
        return add(XOR_32, target, source, 0, 0);
    }

    BpfCode jump(Label to) {
        return jump(JUMP, 0, 0, 0, to);
    }

    /// All 64 bits: for pointers that may be null.
    BpfCode jumpIfZero(int register, Label to) {
        return jump(JUMP_IF_ZERO_64, register, 0, 0, to);
    }

    BpfCode jumpIfEqual32(int register, int number, Label to) {
        return jump(JUMP_IF_EQUAL_32_NUMBER, register, 0, number, to);
    }

    BpfCode jumpIfNotEqual32(int register, int number, Label to) {
        return jump(JUMP_IF_NOT_EQUAL_32_NUMBER, register, 0, number, to);
    }

    BpfCode jumpIfDiffers32(int register, int other, Label to) {
        return jump(JUMP_IF_NOT_EQUAL_32, register, other, 0, to);
    }

    /// Unsigned.
    BpfCode jumpIfBelow32(int register, int number, Label to) {
        return jump(JUMP_IF_BELOW_32_NUMBER, register, 0, number, to);
    }

    /// Unsigned.
    BpfCode jumpIfAbove32(int register, int number, Label to) {
        return jump(JUMP_IF_ABOVE_32_NUMBER, register, 0, number, to);
    }

    /// Calls a function of the kernel by its number (`enum bpf_func_id`).
    BpfCode call(int function) {
        return add(CALL, 0, 0, 0, function);
    }

    BpfCode exit() {
        return add(EXIT, 0, 0, 0, 0);
    }

    /// The next instruction is what `label` means.
    BpfCode place(Label label) {
        label.at = count;
        return this;
    }

    /// How many instructions there are.
    int count() {
        return count;
    }

    /// The program, in memory of `arena`.
    MemorySegment written(Arena arena) {
        var memory = arena.allocate((long) count * BYTES, BYTES);
        for (int i = 0; i < count; i++) {
            memory.set(JAVA_LONG, (long) i * BYTES, code[i] | (jumps[i] == null ? 0 : distance(i) & 0xffffL) << 16);
        }
        return memory;
    }

    private long distance(int from) {
        int distance = jumps[from].at - from - 1;
        if (jumps[from].at < 0 || distance != (short) distance)
            throw new IllegalStateException("instruction " + from + " jumps nowhere");
        return distance;
    }
}
